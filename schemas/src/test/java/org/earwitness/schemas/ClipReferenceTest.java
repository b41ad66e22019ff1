package org.earwitness.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipReferenceTest {
    @Test
    void aSecondIsNamedByItsIndex() {
        assertThat(new ClipReference("gate-3", 1767225600, 1767225612, 1767225612, "local"))
                .hasToString("clip:gate-3/1767225600/1767225612@local");
    }

    @Test
    void severalSecondsAreNamedByTheFirstAndTheLast() {
        assertThat(new ClipReference("gate-3", 0, 3, 3, "local").over(3, 17)).hasToString("clip:gate-3/0/3-17@local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate-3", "north/gate", "a b", "50%", "me@home", "a+b", "Tür", "//", "clip:x/1/2@y"})
    void anyNameOfAStreamIsReadBack(String stream) {
        ClipReference reference = new ClipReference(stream, 7, 3, 17, "worker-1");

        assertThat(ClipReference.parse(reference.toString())).contains(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "clip:",
                "clip:a/1/2",
                "clip:a/1/5-2@s",
                "clip:a/-1/2@s",
                "clip:a/b/1/2@s",
                "clip:%zz/1/2@s",
                "clip:a/1/2@s/t",
                "file:///etc/passwd",
                "clip:a/1/99999999999999999999@s"
            })
    void whatIsNoReferenceIsNotRead(String text) {
        assertThat(ClipReference.parse(text)).isEmpty();
    }

    @Test
    void aStoreThatWouldNotBeReadBackIsRefused() {
        assertThatThrownBy(() -> new ClipReference("a", 0, 0, 0, "/mnt/clips"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/mnt/clips");
    }
}
