package org.earwitness.app.guarantee;

import java.util.List;

/** Something that must hold whatever happens. Pure: the same evidence gives the same sentences. */
public interface Guarantee {
    /** Its name, as in the documentation. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** What it means when it does not hold. */
    Harm harm();

    /** Where it does not hold, one sentence with coordinates each; empty when it holds. */
    List<String> violations(Evidence evidence);

    /** All that need nothing but the evidence; {@link RestartChangesNothing} needs a second run beside it. */
    static List<Guarantee> ofOneRun() {
        return List.of(
                new NothingLost(),
                new NothingDoubled(),
                new OrderedPerStream(),
                new IntervalsDisjoint(),
                new RejectedAreExplained(),
                new GapsAreVisible());
    }
}
