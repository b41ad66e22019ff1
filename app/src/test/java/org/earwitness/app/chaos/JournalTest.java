package org.earwitness.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a later start finds. */
final class JournalTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void cyclesAreThereAgain() {
        CycleReport first = report(1, FaultKind.KILL_BROKER, Optional.of(Instant.ofEpochMilli(9_500)));
        CycleReport second = report(2, FaultKind.FAILING_INFERENCE, Optional.empty());
        Journal before = Journal.in(folder, "seed 1");
        before.add(first);
        before.add(second);

        assertThat(Journal.in(folder, "seed 1").reports()).containsExactly(first, second);
    }

    @Test
    void anotherTrialIsRefused() {
        Journal.in(folder, "seed 1").add(report(1, FaultKind.KILL_BROKER, Optional.empty()));

        assertThatThrownBy(() -> Journal.in(folder, "seed 2"))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("is of another trial: seed 1");
    }

    @Test
    void onlyFaultsThatTakeAnswersExcuseSecondsWithoutOne() {
        assertThat(report(1, FaultKind.KILL_BROKER, Optional.of(Instant.EPOCH)).withoutAnswers())
                .isEmpty();
        assertThat(report(1, FaultKind.FAILING_INFERENCE, Optional.of(Instant.ofEpochMilli(9_500)))
                        .withoutAnswers())
                .hasValueSatisfying(span -> assertThat(span.toMillis()).isEqualTo(9_500));
    }

    @Test
    void recoveryIsCountedFromTheEndAndFromTheBeginning() {
        CycleReport report = report(3, FaultKind.PAUSE_BROKER, Optional.of(Instant.ofEpochMilli(9_500)));

        assertThat(report.line())
                .isEqualTo("cycle 3 pause-broker: somebody; recovered 4.5 s after its end (8.5 s after its beginning)");
        assertThat(report(3, FaultKind.PAUSE_BROKER, Optional.empty()).line()).endsWith("NOT RECOVERED");
    }

    private static CycleReport report(int cycle, FaultKind kind, Optional<Instant> recovered) {
        return new CycleReport(
                cycle,
                kind,
                new Fault.Blow("somebody", Instant.ofEpochMilli(1_000), Instant.ofEpochMilli(5_000)),
                recovered);
    }
}
