package org.earwitness.streaming.localize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitTest {
    private final Circuit circuit = new Circuit(1_000);

    @Test
    void oneMissedDeadlineOpensIt() {
        circuit.missed(at(0), "no answer within 5000 ms");

        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.refusal(at(999)))
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("missed a deadline").contains("no answer within 5000 ms"));
    }

    @Test
    void oneCallerAloneIsTheProbe() {
        circuit.missed(at(0), "slow");

        assertThat(circuit.refusal(at(1_000))).isEmpty();
        assertThat(circuit.refusal(at(1_000))).isPresent();
        assertThat(circuit.refusal(at(60_000))).isPresent();
    }

    @Test
    void theProbesAnswerClosesIt() {
        circuit.missed(at(0), "slow");
        circuit.refusal(at(1_000));
        circuit.answered();

        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.refusal(at(1_001))).isEmpty();
    }

    @Test
    void aProbeThatFailsOpensItAgain() {
        circuit.missed(at(0), "slow");
        circuit.refusal(at(1_000));
        circuit.failed(at(1_500));

        assertThat(circuit.refusal(at(2_499))).isPresent();
        assertThat(circuit.refusal(at(2_500))).isEmpty();
    }

    @Test
    void anotherFailureLeavesAClosedOneClosed() {
        circuit.failed(at(0));

        assertThat(circuit.isOpen()).isFalse();
    }

    private static long at(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
