package org.earwitness.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FiringRuleTest {
    private final FiringRule rule = new FiringRule(4, 1_000);

    @Test
    void aFullBucketFiresAtOnce() {
        assertThat(rule.remainingNanos(4, 100, 0)).isZero();
        assertThat(rule.remainingNanos(9, 100, 0)).isZero();
    }

    @Test
    void itFiresWhenEveryCallerThatCouldComeIsWaiting() {
        assertThat(rule.remainingNanos(2, 2, 0)).isZero();
        assertThat(rule.remainingNanos(1, 0, 0)).isZero();
    }

    @Test
    void otherwiseTheOldestWaitsForItsDelay() {
        assertThat(rule.remainingNanos(3, 4, 0)).isEqualTo(1_000);
        assertThat(rule.remainingNanos(3, 4, 999)).isEqualTo(1);
        assertThat(rule.remainingNanos(3, 4, 1_000)).isZero();
        assertThat(rule.remainingNanos(3, 4, 5_000)).isZero();
    }

    @Property
    void nobodyWaitsLongerThanTheDelay(
            @ForAll @IntRange(min = 1, max = 300) int waiting,
            @ForAll @IntRange(min = 0, max = 300) int callers,
            @ForAll @LongRange(min = 0, max = 5_000) long oldestNanos) {
        assertThat(rule.remainingNanos(waiting, callers, oldestNanos)).isBetween(0L, Math.max(0, 1_000 - oldestNanos));
    }
}
