package org.earwitness.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.Guarantee;
import org.earwitness.app.guarantee.Harm;
import org.junit.jupiter.api.Test;

/** The last line of a run. */
final class VerdictTest {
    private static final Evidence NOTHING = new Evidence(List.of(), List.of(), List.of(), List.of(), true);

    /** Finds what it is told to. */
    private record Found(Harm harm, List<String> sentences) implements Guarantee {
        @Override
        public List<String> violations(Evidence evidence) {
            return sentences;
        }
    }

    @Test
    void nothingFoundIsClean() {
        Verdict verdict = Verdict.of(NOTHING, Guarantee.ofOneRun());

        assertThat(verdict.isClean()).isTrue();
        assertThat(verdict.line(200, 14.25))
                .isEqualTo("cycles=200 lost=0 doubled=0 reordered=0 changed=0 worst_recovery_seconds=14.3");
    }

    @Test
    void whatIsFoundIsCountedByItsHarmAndNamed() {
        Verdict verdict = Verdict.of(
                NOTHING,
                List.of(
                        new Found(Harm.LOST, List.of("a", "b")),
                        new Found(Harm.LOST, List.of("c")),
                        new Found(Harm.DOUBLED, List.of("d")),
                        new Found(Harm.REORDERED, List.of()),
                        new Found(Harm.CHANGED, List.of("e"))));

        assertThat(verdict.isClean()).isFalse();
        assertThat(verdict.line(3, 1)).startsWith("cycles=3 lost=3 doubled=1 reordered=0 changed=1 ");
        assertThat(verdict.sentences()).contains("Found: a", "Found: e");
    }
}
