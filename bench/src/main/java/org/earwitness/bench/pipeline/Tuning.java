package org.earwitness.bench.pipeline;

import java.util.List;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.report.Section;

/**
 * What single settings of the localizer do to its throughput: the same backlog is worked off once a setting and round, by turns
 * with the defaults. The reasons of the defaults stand on this.
 */
public final class Tuning implements Measurement {

    /**
     * One way to run the localizer.
     *
     * @param name what differs
     * @param settings what is set, each as {@code key=value}
     */
    private record Variant(String name, List<String> settings) {
        Variant(String name, String... settings) {
            this(name, List.of(settings));
        }
    }

    private static final List<Variant> VARIANTS = List.of(
            new Variant("as shipped"),
            new Variant("2 threads a core", "streaming.threads=" + 2 * cores()),
            new Variant("4 threads a core", "streaming.threads=" + 4 * cores()),
            new Variant("commit every 30 ms", "streaming.commitIntervalMillis=30ms"),
            new Variant("commit every 300 ms", "streaming.commitIntervalMillis=300ms"),
            new Variant("commit every 1 s", "streaming.commitIntervalMillis=1s"),
            new Variant("state in memory", "streaming.storeKind=memory"),
            new Variant("records of a poll: 50", "kafka.main.consumer.max.poll.records=50"),
            new Variant("buffered records of a partition: 64", "kafka.buffered.records.per.partition=64"),
            new Variant("producer lingers 20 ms, not 100", "kafka.producer.linger.ms=20"),
            new Variant("producer compresses with lz4", "kafka.producer.compression.type=lz4"));

    @Override
    public String name() {
        return "tuning";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        WaysToDrain ways = new WaysToDrain(workbench);
        try (Cluster cluster = Cluster.start(workbench)) {
            Backlog.publish(workbench, cluster);
            for (int round = 1; round <= workbench.effort().rounds(); round++) {
                for (int number = 0; number < VARIANTS.size(); number++) {
                    Variant variant = VARIANTS.get(number);
                    ways.drain(cluster, variant.name(), "tuning-" + number + "-" + round, variant.settings());
                }
            }
        }
        return new Section(
                "Settings of the localizer",
                ways.backlog() + " wait on an embedded cluster; `./earwitness localize` with "
                        + workbench.shownName(workbench.pack())
                        + " works them off once a setting and round, by turns. Each row differs from the first in "
                        + "what its name says and in nothing else.",
                ways.table());
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
