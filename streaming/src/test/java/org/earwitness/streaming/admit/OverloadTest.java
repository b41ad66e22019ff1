package org.earwitness.streaming.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OverloadTest {
    private static final long APPENDED = 1_000_000;

    @Test
    void nothingIsSkippedUnlessSomebodySaysSo() {
        assertThat(new Overload(OverloadConfig.DEFAULTS).skipReason(APPENDED, APPENDED + 86_400_000))
                .isEmpty();
    }

    @Test
    void whatWaitsLongerThanSaidIsSkippedWithItsAge() {
        Overload overload = new Overload(new OverloadConfig(OverloadConfig.Policy.SKIP_OLDEST, 30));

        assertThat(overload.skipReason(APPENDED, APPENDED + 30_999)).isEmpty();
        assertThat(overload.skipReason(APPENDED, APPENDED + 31_000)).contains("skipped: 31 s behind, more than 30 s");
    }

    @Test
    void aClockBehindTheBrokersSkipsNothing() {
        Overload overload = new Overload(new OverloadConfig(OverloadConfig.Policy.SKIP_OLDEST, 30));

        assertThat(overload.skipReason(APPENDED, APPENDED - 86_400_000)).isEmpty();
    }

    @Test
    void aLimitThatARestartWouldReachIsRefused() {
        assertThatThrownBy(() -> new OverloadConfig(OverloadConfig.Policy.KEEP, 2))
                .hasMessageStartingWith("skipBehindSeconds is 2");
    }
}
