package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockDoubtTest {
    private static final long NOW = 1_800_000_000_000_000L;

    @Test
    void aClockThatIsNotBelievedIsSaidOnceWithFigures() {
        ClockDoubt doubt = new ClockDoubt();

        assertThat(doubt.of(NOW + 2_000_000, NOW)).isEmpty();
        assertThat(doubt.of(NOW - 600_000_000, NOW)).isEmpty();
        assertThat(doubt.of(NOW + 2_500_000, NOW).orElse(""))
                .contains("2.5 s ahead of this machine's", "at most 2 s ahead, 600 s behind");
        assertThat(doubt.of(NOW + 9_000_000, NOW)).as("once").isEmpty();
        assertThat(new ClockDoubt().of(NOW - 3_600_000_000L, NOW).orElse(""))
                .contains("3600.0 s behind this machine's");
    }

    @Test
    void whatIsPossibleIsNotDoubted() {
        assertThat(ClockDoubt.isPossible(NOW, NOW)).isTrue();
        assertThat(ClockDoubt.isPossible(NOW + 2_000_001, NOW)).isFalse();
        assertThat(ClockDoubt.isPossible(NOW - 600_000_001, NOW)).isFalse();
    }
}
