package org.earwitness.inference.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunGateTest {
    private final RunGate gate = new RunGate("the thing");

    @Test
    void closingWaitsForThoseInside() throws Exception {
        gate.enter();
        assertThat(gate.beginClosing()).isTrue();
        CompletableFuture<Boolean> idle = CompletableFuture.supplyAsync(() -> gate.awaitIdle(Deadline.in(10_000)));
        assertThat(gate.awaitIdle(Deadline.in(1))).isFalse();
        assertThat(idle).isNotDone();

        gate.leave();

        assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyComesInOnceClosingHasBegun() {
        gate.beginClosing();

        assertThatThrownBy(gate::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the thing is closed. Stop its callers before it.");
        assertThat(gate.uses()).isZero();
    }

    @Test
    void onlyTheFirstMayClose() {
        assertThat(gate.beginClosing()).isTrue();
        assertThat(gate.beginClosing()).isFalse();
    }

    @Test
    void anInterruptDoesNotCutTheWaitShortAndIsRestored() {
        gate.enter();
        gate.beginClosing();
        Thread.currentThread().interrupt();

        assertThat(gate.awaitIdle(Deadline.in(5))).isFalse();

        assertThat(Thread.interrupted()).isTrue();
    }
}
