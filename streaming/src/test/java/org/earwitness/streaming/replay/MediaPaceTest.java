package org.earwitness.streaming.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MediaPaceTest {
    private final AtomicLong nanos = new AtomicLong(1_000);

    @Test
    void aSecondOfMediaTakesASecond() {
        MediaPace pace = new MediaPace(1, nanos::get);

        assertThat(pace.waitNanos("gate", 5_000_000)).isZero();
        assertThat(pace.waitNanos("gate", 6_000_000)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_200));
        assertThat(pace.waitNanos("gate", 7_000_000)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(800));
    }

    @Test
    void streamsDoNotWaitForEachOther() {
        MediaPace pace = new MediaPace(1, nanos::get);

        assertThat(pace.waitNanos("gate", 5_000_000)).isZero();
        assertThat(pace.waitNanos("yard", 6_000_000)).isZero();
    }

    @Test
    void aGapTakesNoLongerThanASegmentAndAJumpBackTakesNoTime() {
        MediaPace pace = new MediaPace(4, nanos::get);

        pace.waitNanos("gate", 0);
        assertThat(pace.waitNanos("gate", 3_600_000_000L)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(pace.waitNanos("gate", 0)).isZero();
    }

    @Test
    void whoHasFallenBehindGoesOnFromNowWithoutABurst() {
        MediaPace pace = new MediaPace(1, nanos::get);

        pace.waitNanos("gate", 0);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
        assertThat(pace.waitNanos("gate", 1_000_000)).isZero();
        assertThat(pace.waitNanos("gate", 2_000_000)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void aSpeedThatWouldTakeForEverIsRefused() {
        assertThatThrownBy(() -> new MediaPace(0, nanos::get)).hasMessageContaining("speed is 0.0");
        assertThatThrownBy(() -> new MediaPace(Double.NaN, nanos::get)).hasMessageContaining("outside");
    }
}
