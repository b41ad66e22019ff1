package org.earwitness.streaming.admit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallWatchTest {
    private final StallWatch watch = new StallWatch(1_000);

    @Test
    void aStreamIsNamedOnceItHasBeenQuietForLongEnough() {
        watch.arrived("yard", 0);
        watch.arrived("gate", 400);

        assertThat(watch.takeStalled(999)).isEmpty();
        assertThat(watch.takeStalled(1_400)).containsExactly("gate", "yard");
        assertThat(watch.takeStalled(9_000)).isEmpty();
    }

    @Test
    void aStreamThatComesAgainIsWatchedAgain() {
        watch.arrived("gate", 0);
        watch.takeStalled(1_000);
        watch.arrived("gate", 5_000);

        assertThat(watch.takeStalled(6_000)).containsExactly("gate");
    }

    @Test
    void aStreamThatEndedIsNotNamed() {
        watch.arrived("gate", 0);
        watch.ended("gate");

        assertThat(watch.takeStalled(9_000)).isEmpty();
    }
}
