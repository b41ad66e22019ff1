package org.earwitness.app.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.metrics.Health;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;

/**
 * What health says of packs whose graphs were not measured to run where they should. They go on working, slower than they could,
 * so the worker stays ready: taking it away would help nobody.
 */
final class PlacementReport {
    private PlacementReport() {}

    /** Ready, with each pack and each of its graphs named that is degraded. */
    static Health.Condition ready(Map<ModelPack, List<Placement>> placements) {
        List<String> slow = new ArrayList<>();
        placements.forEach((pack, graphs) -> complaints(graphs)
                .ifPresent(complaints -> slow.add("pack " + pack.inWords() + " is slow, " + complaints)));
        return slow.isEmpty()
                ? Health.Condition.yes()
                : new Health.Condition(true, "degraded: " + String.join("; ", slow));
    }

    private static Optional<String> complaints(List<Placement> graphs) {
        return graphs.stream().flatMap(graph -> graph.complaint().stream()).reduce((one, next) -> one + "; " + next);
    }
}
