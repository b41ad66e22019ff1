package org.earwitness.app.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.Guarantee;
import org.earwitness.app.guarantee.Harm;

/** What the guarantees say of the evidence. Pure. */
final class Verdict {
    private final Map<Harm, Integer> counts = new EnumMap<>(Harm.class);
    private final List<String> sentences = new ArrayList<>();

    /** Holds the evidence against each guarantee. */
    static Verdict of(Evidence evidence, List<Guarantee> guarantees) {
        Verdict verdict = new Verdict();
        for (Guarantee guarantee : guarantees) {
            List<String> violations = guarantee.violations(evidence);
            verdict.counts.merge(guarantee.harm(), violations.size(), Integer::sum);
            violations.forEach(violation -> verdict.sentences.add(guarantee.name() + ": " + violation));
        }
        return verdict;
    }

    int count(Harm harm) {
        return counts.getOrDefault(harm, 0);
    }

    boolean isClean() {
        return sentences.isEmpty();
    }

    /** Where something does not hold, each with the guarantee's name. */
    List<String> sentences() {
        return List.copyOf(sentences);
    }

    /** The counts that a run shows while it goes on. */
    String soFar() {
        return "lost=" + count(Harm.LOST) + " doubled=" + count(Harm.DOUBLED) + " reordered=" + count(Harm.REORDERED);
    }

    /** The last line of a run. */
    String line(int cycles, double worstRecoverySeconds) {
        return String.format(
                Locale.ROOT,
                "cycles=%d %s changed=%d worst_recovery_seconds=%.1f",
                cycles,
                soFar(),
                count(Harm.CHANGED),
                worstRecoverySeconds);
    }
}
