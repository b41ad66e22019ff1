package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;

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
        Workbench.Effort effort = workbench.effort();
        int segments = effort.backlogStreams() * effort.backlogSeconds();
        Map<Variant, List<Drained>> drained = new LinkedHashMap<>();
        try (Cluster cluster = Cluster.start(workbench)) {
            Backlog.publish(workbench, cluster);
            for (int round = 1; round <= effort.rounds(); round++) {
                for (int number = 0; number < VARIANTS.size(); number++) {
                    Variant variant = VARIANTS.get(number);
                    String application = "tuning-" + number + "-" + round;
                    try (BacklogDrain drain =
                            BacklogDrain.start(workbench, cluster, workbench.pack(), application, variant.settings())) {
                        drained.computeIfAbsent(variant, unseen -> new ArrayList<>())
                                .add(drain.await(segments));
                    }
                }
            }
        }
        return section(workbench, drained);
    }

    private static Section section(Workbench workbench, Map<Variant, List<Drained>> drained) {
        Table table = new Table(
                "localizer",
                "segments a second",
                "second half",
                "localizer CPU ms a segment",
                "broker, registry CPU ms a segment",
                "all CPU / as shipped");
        Figures shipped = figures(drained.getOrDefault(VARIANTS.get(0), List.of()), Tuning::cpuMillisOfAll);
        drained.forEach((variant, rounds) -> table.row(
                variant.name(),
                figures(rounds, Drained::rate).text(1),
                figures(rounds, Drained::laterRate).text(1),
                figures(rounds, round -> 1000 * round.cpuSeconds() / round.segments())
                        .text(1),
                figures(rounds, round -> 1000 * round.clusterCpuSeconds() / round.segments())
                        .text(1),
                Figures.of(List.of(figures(rounds, Tuning::cpuMillisOfAll).median() / shipped.median()))
                        .text(2)));
        return new Section(
                "Settings of the localizer",
                workbench.effort().backlogStreams() + " streams of "
                        + workbench.effort().backlogSeconds()
                        + " s wait on an embedded cluster; `./earwitness localize` with "
                        + workbench.shownName(workbench.pack())
                        + " works them off once a setting and round, by turns. Each row differs from the first in "
                        + "what its name says and in nothing else.",
                table);
    }

    private static double cpuMillisOfAll(Drained round) {
        return 1000 * (round.cpuSeconds() + round.clusterCpuSeconds()) / round.segments();
    }

    private static Figures figures(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
