package org.earwitness.bench.pipeline;

import java.util.List;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.report.Section;

/**
 * What the number of partitions does to the throughput of one localizer: each has a task, three stores, and logs and indexes on the
 * broker. Those cost most when they are new, so the first drain has a row of its own.
 */
public final class Partitions implements Measurement {
    /** What an embedded broker is given, and what a real cluster is given. */
    private static final List<Integer> COUNTS = List.of(8, 64);

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
        Workbench.Effort effort = workbench.effort();
        for (int count : COUNTS) {
            String application = "partitions-" + count;
            try (Cluster cluster = Cluster.start(workbench, count);
                    LiveLoad load = LiveLoad.ofBacklog(workbench, cluster)) {
                ways.drain(cluster, count + " partitions, all new", application, List.of());
                for (int round = 1; round <= effort.rounds(); round++) {
                    load.append("more-", effort.backlogStreams(), effort.backlogSeconds());
                    ways.drain(cluster, count + " partitions", application, List.of());
                }
            }
        }
        return new Section(
                "Partitions",
                ways.backlog() + ", spread evenly, wait on an embedded cluster; one `./earwitness localize` with "
                        + workbench.shownName(workbench.pack())
                        + " works them off, is ended, and is started again for as much in each round. Every topic and "
                        + "changelog has as many partitions as the row says, on a cluster of its own. The first time stores, logs "
                        + "and indexes are made.",
                ways.table());
    }
}
