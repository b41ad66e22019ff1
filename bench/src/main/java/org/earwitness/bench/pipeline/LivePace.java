package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.Measured;
import org.earwitness.bench.process.ProcessTree;
import org.earwitness.bench.process.ProcessTree.Part;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/**
 * Streams at their own pace through {@code ingest}, a cluster and {@code localize}, each a process of its own: what each half
 * takes once everything is warm, how much memory it holds, and how long an event needs.
 */
public final class LivePace implements Measurement {
    private static final Target TARGET = Target.atMost(0.14);
    private static final long FIRST_EVENTS_SECONDS = 120;
    private static final double KEPT_PACE = 0.95;
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "live";
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        Watched watched;
        try (Cluster cluster = Cluster.start(workbench);
                Worker localize = localize(workbench, cluster);
                Worker ingest = ingest(workbench, cluster);
                EventReader events = new EventReader(cluster)) {
            events.awaitStreams(effort.streams(), FIRST_EVENTS_SECONDS);
            // As long as what is measured: the compiler works longest at the beginning.
            events.readFor(effort.liveSeconds());
            watched = watch(workbench, events, List.of(ingest, localize), cluster.tree());
        }
        Measured decoded = workbench
                .commands()
                .run(
                        "decode-live",
                        workbench
                                .media()
                                .ffmpeg()
                                .decodeLive(
                                        workbench.media().streams(effort.streams(), effort.clipSeconds()),
                                        effort.liveSeconds()));
        return section(effort, watched, decoded);
    }

    private static Worker localize(Workbench workbench, Cluster cluster) {
        Path state = workbench.logs().resolve("state-" + ProcessHandle.current().pid());
        return Worker.start(
                "localize",
                workbench,
                cluster,
                List.of(
                        "localize",
                        "--metrics-port",
                        "0",
                        // State of an earlier run belongs to a cluster that is gone.
                        "--set",
                        "streaming.stateDirectory=" + state,
                        "--pack",
                        workbench.pack().toString()));
    }

    private static Worker ingest(Workbench workbench, Cluster cluster) {
        List<String> command = new ArrayList<>(List.of("ingest", "--loop", "--metrics-port", "0"));
        workbench
                .media()
                .streams(workbench.effort().streams(), workbench.effort().clipSeconds())
                .forEach(file -> command.add(file.toString()));
        return Worker.start("ingest", workbench, cluster, command);
    }

    /** One process after the time it was watched. */
    private record Share(String name, double cpuSeconds, double residentMebibytes, double peakMebibytes, String heap) {}

    /** Everything after the time it was watched. */
    private record Watched(List<Share> parts, long events, double median, double late) {}

    private static Watched watch(Workbench workbench, EventReader events, List<Worker> workers, ProcessTree cluster) {
        List<ProcessTree> trees =
                new ArrayList<>(workers.stream().map(Worker::tree).toList());
        trees.add(cluster);
        trees.forEach(ProcessTree::look);
        List<Map<Part, Double>> before =
                trees.stream().map(ProcessTree::cpuSecondsOfParts).toList();
        events.forget();
        events.readFor(workbench.effort().liveSeconds());
        trees.forEach(ProcessTree::look);
        List<Share> parts = new ArrayList<>();
        List<String> names = List.of("ingest half", "localizer half", "broker");
        for (int i = 0; i < trees.size(); i++) {
            parts.add(part(workbench, names.get(i), trees.get(i), Part.PROGRAM, before.get(i)));
        }
        parts.add(part(workbench, "registry", cluster, Part.REGISTRY, before.get(trees.size() - 1)));
        return new Watched(
                parts,
                events.count(),
                events.delays().quantile(0.5),
                events.delays().quantile(0.99));
    }

    private static Share part(Workbench workbench, String name, ProcessTree tree, Part part, Map<Part, Double> before) {
        double cpuSeconds = tree.cpuSecondsOfParts().getOrDefault(part, 0.0) - before.getOrDefault(part, 0.0);
        var memory = tree.memory(part);
        String heap = part == Part.REGISTRY
                ? ""
                : tree.program()
                        .map(jvm -> number(jvm.liveHeapBytes(workbench.commands()) / MEBIBYTE, 0))
                        .orElse("ended");
        return new Share(name, cpuSeconds, memory.nowBytes() / MEBIBYTE, memory.peakBytes() / MEBIBYTE, heap);
    }

    private static Section section(Workbench.Effort effort, Watched watched, Measured decoded) {
        int wanted = effort.streams() * effort.liveSeconds();
        Table table =
                new Table("process", "CPU s per stream-second", "RSS MiB", "peak RSS MiB", "live heap MiB", "target");
        double all = 0;
        double resident = 0;
        for (Share part : watched.parts()) {
            double cost = part.cpuSeconds() / wanted;
            all += cost;
            resident += part.residentMebibytes();
            table.row(
                    part.name(),
                    number(cost, 4),
                    number(part.residentMebibytes(), 0),
                    number(part.peakMebibytes(), 0),
                    part.heap(),
                    "");
        }
        double shown = Math.rint(all * 1000) / 1000;
        table.row(
                "**all**",
                number(shown, 3),
                number(resident, 0),
                "",
                "",
                kept(watched, wanted) ? TARGET.verdict(shown) : "not judged: it fell behind");
        table.row("FFmpeg decoding the same live", number(decoded.cpuSeconds() / wanted, 4), "", "", "", "");
        return new Section(
                "Streams at their own pace",
                effort.streams()
                        + " streams as above, looped in real time through `./earwitness ingest`, an embedded cluster and "
                        + "`./earwitness localize`, each a process of its own, watched for " + effort.liveSeconds()
                        + " s after as long to warm up. " + watched.events() + " events of " + wanted
                        + " expected were read (read_committed) in that time, p50 "
                        + number(watched.median(), 0) + " ms and p99 " + number(watched.late(), 0)
                        + " ms after the broker had taken their segment. RSS is the resident memory at the end, shared pages "
                        + "counted in each process; live heap is what a full collection leaves. The peer is FFmpeg decoding "
                        + "the same streams at their own pace (`-re`), a process each.",
                table);
    }

    /** Whether the machine kept up; if not, part of the work is still to be done and the cost says too little. */
    private static boolean kept(Watched watched, int wanted) {
        return watched.events() >= KEPT_PACE * wanted;
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
