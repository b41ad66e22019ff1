package org.earwitness.app.replay;

import java.util.List;
import java.util.Locale;
import org.earwitness.app.comparison.Agreement;
import org.earwitness.app.comparison.BothPasses;
import org.earwitness.app.comparison.ComparisonJson;
import org.earwitness.app.comparison.ComparisonPage;
import org.earwitness.app.comparison.ComparisonTable;
import org.earwitness.app.comparison.Packs;
import org.earwitness.app.comparison.Sameness;

/**
 * What a replay came to.
 *
 * @param compared its results beside the first ones
 * @param events how many events came out
 * @param nanos how long its localizers worked
 * @param interrupted whether somebody ended it before it was through
 */
record ReplayOutcome(List<BothPasses> compared, long events, long nanos, boolean interrupted) {
    ReplayOutcome {
        compared = List.copyOf(compared);
    }

    /** Whether nothing changed that should not have: with another pack anything may. */
    boolean isSame() {
        return packs().differ() || sameness().holds();
    }

    /** What was compared, as a person reads it. */
    String text() {
        String speed = String.format(
                Locale.ROOT,
                "replayed %,d s of %d %s in %.1f s: %s%n",
                events,
                compared.stream().map(BothPasses::stream).distinct().count(),
                compared.stream().map(BothPasses::stream).distinct().count() == 1 ? "stream" : "streams",
                nanos / 1e9,
                ReplayProgress.speed(events, nanos));
        return speed.replace("\r\n", "\n")
                + (packs().differ()
                        ? ComparisonTable.of(packs(), Agreement.of(compared))
                        : ComparisonTable.of(packs(), sameness()));
    }

    /** The same as JSON. */
    String json() {
        return packs().differ()
                ? ComparisonJson.of(packs(), Agreement.of(compared))
                : ComparisonJson.of(packs(), sameness());
    }

    /** The same as a page. */
    String page() {
        return ComparisonPage.of(packs(), compared);
    }

    private Packs packs() {
        return Packs.of(compared);
    }

    private Sameness sameness() {
        return compared.stream().map(Sameness::of).reduce(Sameness.NOTHING, Sameness::plus);
    }
}
