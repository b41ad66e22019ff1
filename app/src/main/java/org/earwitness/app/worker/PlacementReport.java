package org.earwitness.app.worker;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earwitness.app.metrics.Health;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;

/**
 * What health says of a pack whose graphs were not measured to run where they should. It goes on working, slower than it could,
 * so it stays ready: taking it away would help nobody.
 */
final class PlacementReport {
    private PlacementReport() {}

    /** Ready, with the pack and its graphs named when they are degraded. */
    static Health.Condition ready(ModelPack pack, List<Placement> placements) {
        String complaints = placements.stream()
                .map(Placement::complaint)
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return complaints.isEmpty()
                ? Health.Condition.yes()
                : new Health.Condition(
                        true, "degraded: pack " + pack.name() + " " + pack.version() + " is slow, " + complaints);
    }
}
