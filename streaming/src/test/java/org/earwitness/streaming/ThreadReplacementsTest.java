package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadReplacementsTest {

    @Test
    void thereAreOnlySoManyWithinTenMinutes() {
        ThreadReplacements replacements = new ThreadReplacements(2);

        assertThat(replacements.take(0)).isTrue();
        assertThat(replacements.take(1_000)).isTrue();
        assertThat(replacements.take(599_999)).isFalse();
        assertThat(replacements.take(600_000)).isTrue();
        assertThat(replacements.take(600_001)).isFalse();
    }

    @Test
    void noneIsNone() {
        assertThat(new ThreadReplacements(0).take(0)).isFalse();
    }
}
