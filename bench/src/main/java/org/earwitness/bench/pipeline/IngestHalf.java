package org.earwitness.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.Measured;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.StreamSource;

/** Ingest against FFmpeg's command line doing the same decoding, scaling, JPEG and resampling. */
public final class IngestHalf implements Measurement {
    private static final Target TARGET = Target.atLeast(0.8);
    private static final long LIMIT_SECONDS = 300;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Override
    public String name() {
        return "ingest";
    }

    /** CPU seconds and wall seconds of one side in one round. */
    record Cost(double cpuSeconds, double wallSeconds) {}

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        List<Path> files = workbench.media().streams(effort.streams(), effort.clipSeconds());
        int seconds = files.size() * effort.clipSeconds();
        List<Cost> warm = new ArrayList<>();
        List<Cost> whole = new ArrayList<>();
        List<Cost> peers = new ArrayList<>();
        try (Cluster cluster = Cluster.start(workbench);
                Ingest ingest = ingest(cluster)) {
            segment(ingest, files, 0, effort.clipSeconds());
            for (int round = 1; round <= effort.rounds(); round++) {
                warm.add(segment(ingest, files, round, effort.clipSeconds()));
                peers.add(segmentByFfmpeg(workbench, files));
                whole.add(segmentByCommand(workbench, cluster, files));
            }
        }
        Table table = new Table("what", "CPU s per stream-second", "wall s", "FFmpeg / this", "target");
        row(table, "`Ingest` in a warm JVM", seconds, warm, peers, true);
        row(table, "`./earwitness ingest`, start of the JVM included", seconds, whole, peers, false);
        row(table, "FFmpeg's command line", seconds, peers, peers, false);
        return new Section(
                "Ingest half",
                files.size() + " files of " + effort.clipSeconds()
                        + " s side by side into segments of four JPEG frames of "
                        + "224x224 and 16 kHz mono sound, published to a real broker in another process (acks=all; the producer's "
                        + "CPU counts here, the broker's does not), against FFmpeg's command line doing the same decode, scale, "
                        + "MJPEG and resample file by file into nothing. A ratio above 1 means that ingest is cheaper.",
                table);
    }

    private static void row(
            Table table, String what, int seconds, List<Cost> rounds, List<Cost> peers, boolean judged) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds.size(); round++) {
            ratios.add(peers.get(round).cpuSeconds() / rounds.get(round).cpuSeconds());
        }
        Figures ratio = Figures.of(ratios);
        table.row(
                what,
                Figures.of(rounds.stream()
                                .map(cost -> cost.cpuSeconds() / seconds)
                                .toList())
                        .text(4),
                Figures.of(rounds.stream().map(Cost::wallSeconds).toList()).text(1),
                rounds == peers ? "" : ratio.text(2),
                judged ? TARGET.verdict(ratio.shown(2)) : "");
    }

    static Ingest ingest(Cluster cluster) {
        return new Ingest(
                IngestConfig.DEFAULTS,
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()),
                cluster.topics(),
                cluster.serdes(),
                new SimpleMeterRegistry());
    }

    /** Segments and publishes all these files in this process. */
    static Cost segment(Ingest ingest, List<Path> files, int round, int seconds) {
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        files.stream()
                .map(file ->
                        ingest.start(StreamSource.file("round-" + round + "/" + file.getFileName(), file.toString())))
                .toList()
                .forEach(reading -> require(outcome(reading.outcome()), seconds));
        return new Cost((SYSTEM.getProcessCpuTime() - cpuBefore) / 1e9, (System.nanoTime() - start) / 1e9);
    }

    private static Outcome outcome(CompletableFuture<Outcome> reading) {
        try {
            return reading.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement of ingest was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a file was not read within " + LIMIT_SECONDS + " s: " + e, e);
        }
    }

    private static void require(Outcome outcome, int seconds) {
        if (!(outcome instanceof Outcome.Ended) || outcome.segments() != seconds) {
            throw new IllegalStateException("ingest ended with " + outcome + " instead of " + seconds + " segments");
        }
    }

    private static Cost segmentByCommand(Workbench workbench, Cluster cluster, List<Path> files) {
        List<String> command = new ArrayList<>(workbench.earwitness(
                "ingest",
                // The rounds publish the same streams to one cluster.
                "--again",
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.registryAddress().toString()));
        files.forEach(file -> command.add(file.toString()));
        Measured measured = workbench.commands().run("ingest", command);
        return new Cost(measured.cpuSeconds(), measured.wallSeconds());
    }

    private static Cost segmentByFfmpeg(Workbench workbench, List<Path> files) {
        double cpuSeconds = 0;
        double wallSeconds = 0;
        for (Path file : files) {
            Measured measured = workbench
                    .commands()
                    .run("segment", workbench.media().ffmpeg().segment(file));
            cpuSeconds += measured.cpuSeconds();
            wallSeconds += measured.wallSeconds();
        }
        return new Cost(cpuSeconds, wallSeconds);
    }
}
