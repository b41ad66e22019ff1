package org.earwitness.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallersTest {
    private final AtomicLong nowNanos = new AtomicLong();
    private final Callers callers = new Callers(nowNanos::get);

    @Test
    void theMostThatWereInsideTogetherAreExpectedAgain() {
        callers.enter();
        callers.enter();
        callers.enter();
        callers.leave();
        callers.leave();

        assertThat(callers.inside()).isEqualTo(1);
        assertThat(callers.expected()).isEqualTo(3);
    }

    @Test
    void whatWasSeenIsForgottenAfterASecond() {
        callers.enter();
        callers.enter();
        callers.leave();
        pass(600);
        assertThat(callers.expected()).isEqualTo(2);
        pass(600);
        assertThat(callers.expected()).isEqualTo(1);
    }

    @Test
    void afterAPauseOnlyThoseInsideCount() {
        callers.enter();
        callers.enter();
        callers.leave();
        callers.leave();
        pass(60_000);
        callers.enter();

        assertThat(callers.expected()).isEqualTo(1);
    }

    private void pass(long millis) {
        nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
