package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.cluster.StreamNames;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/**
 * How many streams the localizer half keeps up with: the segments of many streams wait on the broker, and a localizer process
 * works them off as fast as it can, once a pack and round.
 */
public final class Backlog implements Measurement {
    private static final Target TARGET = Target.atLeast(48);
    private static final int TARGET_CORES = 2;

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        int segments = effort.backlogStreams() * effort.backlogSeconds();
        Map<Path, List<Drained>> drained = new LinkedHashMap<>();
        try (Cluster cluster = Cluster.start(workbench)) {
            publish(workbench, cluster);
            for (int round = 1; round <= effort.rounds(); round++) {
                for (int number = 0; number < workbench.packs().size(); number++) {
                    Path pack = workbench.packs().get(number);
                    String application = "backlog-" + number + "-" + pack.getFileName() + "-" + round;
                    try (BacklogDrain drain = BacklogDrain.start(workbench, cluster, pack, application)) {
                        drained.computeIfAbsent(pack, unseen -> new ArrayList<>())
                                .add(drain.await(segments));
                    }
                }
            }
        }
        return section(workbench, drained);
    }

    /** Puts the segments of the backlog on the broker. */
    static void publish(Workbench workbench, Cluster cluster) {
        List<String> command = new ArrayList<>(workbench.earwitness(
                "ingest",
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryAddress().toString()));
        List<String> names = StreamNames.spread(
                workbench.effort().backlogStreams(), cluster.topics().segments().partitions());
        List<Path> files = workbench.samples().streams(names, workbench.effort().backlogSeconds());
        for (int stream = 0; stream < names.size(); stream++) {
            command.add(names.get(stream) + "=" + files.get(stream));
        }
        workbench.commands().run("backlog-ingest", command);
    }

    private static Section section(Workbench workbench, Map<Path, List<Drained>> drained) {
        int cores = Runtime.getRuntime().availableProcessors();
        Table table = new Table(
                "pack",
                "segments a second = streams",
                "second half",
                "localizer CPU ms a segment",
                "broker, registry CPU ms a segment",
                "encode ms a segment",
                "encode of all cores",
                "wall s",
                "with start: wall s",
                "with start: CPU s",
                "target");
        drained.forEach((pack, rounds) -> {
            Figures rate = figures(rounds, Drained::rate);
            table.row(
                    workbench.shownName(pack),
                    rate.text(1),
                    figures(rounds, Drained::laterRate).text(1),
                    figures(rounds, round -> 1000 * round.cpuSeconds() / round.segments())
                            .text(1),
                    figures(rounds, round -> 1000 * round.clusterCpuSeconds() / round.segments())
                            .text(1),
                    figures(rounds, round -> 1000 * round.encodeSeconds() / round.segments())
                            .text(1),
                    percent(figures(rounds, round -> round.encodeSeconds() / (cores * round.wallSeconds()))
                            .median()),
                    figures(rounds, Drained::wallSeconds).text(1),
                    figures(rounds, Drained::startedWallSeconds).text(1),
                    figures(rounds, Drained::startedCpuSeconds).text(1),
                    cores == TARGET_CORES ? TARGET.verdict(rate.shown(1)) : "not judged: " + cores + " cores");
        });
        return new Section("Streams whose segments wait on the broker", explanation(workbench.effort(), cores), table);
    }

    private static String explanation(Workbench.Effort effort, int cores) {
        return effort.backlogStreams() + " streams of " + effort.backlogSeconds()
                + " s, the samples by turns, are published to an embedded cluster in a process of its own. Then `./earwitness "
                + "localize` is started anew for each pack and round, by turns, and works off all of it; every segment was "
                + "checked to be a scored event. Time runs from before the first segment is taken to when the last event can be "
                + "read (read_committed), while broker, registry and reader use the same " + cores
                + " cores; the JVM is cold at its "
                + "beginning, so the second half is faster. A stream has one segment a second: segments a second are streams in "
                + "real time. Names are chosen so that the partitions are equally full. Encode is the time of calls inside the "
                + "encode graph, by the engine's own meter, waits for a core included; its share of all cores' time says whether "
                + "encoding is what limits. The columns with start count from the command on.";
    }

    private static Figures figures(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
