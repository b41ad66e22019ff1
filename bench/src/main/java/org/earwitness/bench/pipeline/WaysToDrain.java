package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Table;

/** Ways to work off one backlog, each as often as there are rounds, beside the way that was drained first. One thread. */
final class WaysToDrain {
    private final Workbench workbench;
    private final Map<String, List<Drained>> rounds = new LinkedHashMap<>();

    WaysToDrain(Workbench workbench) {
        this.workbench = workbench;
    }

    /**
     * Has a localizer that is started anew work off the backlog of a cluster.
     *
     * @param way what differs; the row it goes to
     * @param application name that no other drain of this cluster has
     * @param settings those that differ from the defaults, each as {@code key=value}
     */
    void drain(Cluster cluster, String way, String application, List<String> settings) {
        Workbench.Effort effort = workbench.effort();
        try (BacklogDrain drain = BacklogDrain.start(workbench, cluster, workbench.pack(), application, settings)) {
            rounds.computeIfAbsent(way, unseen -> new ArrayList<>())
                    .add(drain.await(effort.backlogStreams() * effort.backlogSeconds()));
        }
    }

    /** A row a way. */
    Table table() {
        Table table = new Table(
                "localizer",
                "segments a second",
                "second half",
                "localizer CPU ms a segment",
                "broker, registry CPU ms a segment",
                "all CPU / first row");
        Figures first = figures(rounds.values().iterator().next(), WaysToDrain::cpuMillisOfAll);
        rounds.forEach((way, drained) -> table.row(
                way,
                figures(drained, Drained::rate).text(1),
                figures(drained, Drained::laterRate).text(1),
                figures(drained, round -> 1000 * round.cpuSeconds() / round.segments())
                        .text(1),
                figures(drained, round -> 1000 * round.clusterCpuSeconds() / round.segments())
                        .text(1),
                Figures.of(List.of(figures(drained, WaysToDrain::cpuMillisOfAll).median() / first.median()))
                        .text(2)));
        return table;
    }

    /** What is drained, in words. */
    String backlog() {
        return workbench.effort().backlogStreams() + " streams of "
                + workbench.effort().backlogSeconds() + " s";
    }

    private static double cpuMillisOfAll(Drained round) {
        return 1000 * (round.cpuSeconds() + round.clusterCpuSeconds()) / round.segments();
    }

    private static Figures figures(List<Drained> drained, ToDoubleFunction<Drained> figure) {
        return Figures.of(drained.stream().mapToDouble(figure).boxed().toList());
    }
}
