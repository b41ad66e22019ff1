package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    @Test
    void whatIsLeftShrinksToNothingEvenWhereTheTickerTurnsOver() {
        Deadline deadline = Deadline.in(5, nowNanos::get);
        assertThat(deadline.remainingNanos()).isEqualTo(5_000_000);

        nowNanos.addAndGet(4_000_000);
        assertThat(deadline.remainingNanos()).isEqualTo(1_000_000);
        assertThat(deadline.hasPassed()).isFalse();

        nowNanos.addAndGet(4_000_000);
        assertThat(deadline.remainingNanos()).isZero();
        assertThat(deadline.hasPassed()).isTrue();
        assertThat(deadline.limitMillis()).isEqualTo(5);
    }

    @Test
    void theLaterOfTwoGivesMoreTimeFromNow() {
        Deadline first = Deadline.in(5, nowNanos::get);
        nowNanos.addAndGet(3_000_000);
        Deadline second = Deadline.in(4, nowNanos::get);

        assertThat(first.later(second)).isSameAs(second);
        assertThat(second.later(first)).isSameAs(second);
    }
}
