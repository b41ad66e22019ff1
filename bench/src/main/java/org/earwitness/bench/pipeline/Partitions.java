package org.earwitness.bench.pipeline;

import java.util.List;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.report.Section;

/** What the number of partitions does to the throughput of one localizer: each has a task, three stores and a share of each commit. */
public final class Partitions implements Measurement {
    /** What an embedded broker is given first; then one a core, what a real cluster is given, and twice that. */
    private static final List<Integer> COUNTS = List.of(8, 2, 64, 128);

    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        WaysToDrain ways = new WaysToDrain(workbench);
        for (int count : COUNTS) {
            try (Cluster cluster = Cluster.start(workbench, count)) {
                Backlog.publish(workbench, cluster);
                for (int round = 1; round <= workbench.effort().rounds(); round++) {
                    ways.drain(cluster, count + " partitions", "partitions-" + count + "-" + round, List.of());
                }
            }
        }
        return new Section(
                "Partitions",
                ways.backlog() + ", spread evenly, wait on an embedded cluster; one `./earwitness localize` with "
                        + workbench.shownName(workbench.pack())
                        + " works them off once a round. Every topic and changelog of a row has as many partitions as it says; "
                        + "each row has a cluster of its own, one after the other.",
                ways.table());
    }
}
