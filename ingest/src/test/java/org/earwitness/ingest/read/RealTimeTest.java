package org.earwitness.ingest.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RealTimeTest {
    @Test
    void mediaWaitsUntilItWouldBePlayed() {
        RealTime realTime = new RealTime();

        assertThat(realTime.waitNanos(500_000, 7_000_000_000L)).isZero();
        assertThat(realTime.waitNanos(1_500_000, 7_200_000_000L)).isEqualTo(800_000_000L);
        assertThat(realTime.waitNanos(1_500_000, 8_000_000_000L)).isZero();
        assertThat(realTime.waitNanos(1_500_000, 9_000_000_000L)).as("late").isZero();
    }
}
