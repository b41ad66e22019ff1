package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.ProcessTree;
import org.earwitness.bench.process.ProcessTree.Part;

/**
 * One localizer process that works off what waits on the broker, watched from before its first segment to its last event. One
 * thread; whoever opened it closes it.
 */
final class BacklogDrain implements AutoCloseable {
    private static final long START_SECONDS = 120;
    private static final long END_SECONDS = 900;
    private static final String SEGMENTS = "earwitness_streaming_segments_total";
    private static final String ENCODE = "earwitness_inference_time_seconds_sum{stage=\"encode\"}";

    private final EventReader events;
    private final Worker localizer;
    private final ProcessTree own;
    private final ProcessTree cluster;
    private final long startNanos;

    private BacklogDrain(EventReader events, Worker localizer, ProcessTree cluster, long startNanos) {
        this.events = events;
        this.localizer = localizer;
        this.own = localizer.tree();
        this.cluster = cluster;
        this.startNanos = startNanos;
    }

    /**
     * Starts a localizer that has read nothing yet.
     *
     * @param application name that no other drain of this cluster has
     */
    static BacklogDrain start(Workbench workbench, Cluster cluster, Path pack, String application) {
        return start(workbench, cluster, pack, application, List.of());
    }

    /**
     * The same with settings that differ from the defaults.
     *
     * @param settings each as {@code key=value}
     */
    static BacklogDrain start(
            Workbench workbench, Cluster cluster, Path pack, String application, List<String> settings) {
        EventReader events = new EventReader(cluster);
        events.skipWhatIsThere();
        long startNanos = System.nanoTime();
        Worker localizer = worker(workbench, cluster, pack, application, settings);
        return new BacklogDrain(events, localizer, cluster.tree(), startNanos);
    }

    /** The localizer alone, with its meters served somewhere. */
    static Worker worker(Workbench workbench, Cluster cluster, Path pack, String application, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                "localize",
                "--metrics-port",
                "0",
                "--set",
                "streaming.stateDirectory=" + stateFolder(workbench),
                "--set",
                "streaming.applicationId=" + application,
                "--pack",
                pack.toString()));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        return Worker.start(application, workbench, cluster, command);
    }

    /** Where its state is; another folder for each run of the bench, since state belongs to the cluster it came from. */
    static Path stateFolder(Workbench workbench) {
        return workbench.logs().resolve("state-" + ProcessHandle.current().pid());
    }

    /**
     * What it took.
     *
     * @param segments how many there were
     * @param wallSeconds from before the first segment was taken to when the last event could be read
     * @param laterRate segments a second of the second half
     * @param cpuSeconds of the localizer in that time
     * @param clusterCpuSeconds of broker and registry in that time
     * @param encodeSeconds how long calls were inside the encode graph in that time, added up
     * @param startedWallSeconds to the last event too, from the command on: start of the JVM, pack and group included
     * @param startedCpuSeconds of the localizer, from the command on
     */
    record Drained(
            int segments,
            double wallSeconds,
            double laterRate,
            double cpuSeconds,
            double clusterCpuSeconds,
            double encodeSeconds,
            double startedWallSeconds,
            double startedCpuSeconds) {
        double rate() {
            return segments / wallSeconds;
        }
    }

    /** A moment: when it was and what had been used by then. */
    private record Moment(long nanos, double cpuSeconds, double clusterCpuSeconds, MeterPage meters) {}

    /** Waits until all segments are events. */
    Drained await(int segments) {
        try {
            URI meters = awaitMeters();
            Moment begin = awaitFirst(meters);
            long deadline = deadline(END_SECONDS);
            long read = 0;
            long readAtHalf = 0;
            long halfNanos = begin.nanos();
            while (read < segments) {
                step(deadline, "read " + read + " of " + segments + " events");
                read = events.count() + events.unscored();
                if (readAtHalf == 0 && 2 * read >= segments) {
                    readAtHalf = read;
                    halfNanos = System.nanoTime();
                }
            }
            Moment end = moment(meters);
            requireAll(segments);
            return new Drained(
                    segments,
                    (end.nanos() - begin.nanos()) / 1e9,
                    (read - readAtHalf) / ((end.nanos() - halfNanos) / 1e9),
                    end.cpuSeconds() - begin.cpuSeconds(),
                    end.clusterCpuSeconds() - begin.clusterCpuSeconds(),
                    end.meters().value(ENCODE) - begin.meters().value(ENCODE),
                    (end.nanos() - startNanos) / 1e9,
                    end.cpuSeconds());
        } catch (IOException e) {
            throw new UncheckedIOException("the localizer's meters cannot be read; see " + localizer.errors(), e);
        }
    }

    /** What it writes; read by the same thread. */
    EventReader events() {
        return events;
    }

    /** Reads on until so many events have come since the reader last forgot. */
    void readUntil(long wanted, long limitSeconds) {
        long deadline = deadline(limitSeconds);
        while (events.count() + events.unscored() < wanted) {
            step(deadline, "gave " + events.count() + " of " + wanted + " events");
        }
    }

    private URI awaitMeters() throws IOException {
        long deadline = deadline(START_SECONDS);
        Optional<URI> address = MeterPage.address(localizer.errors());
        while (address.isEmpty()) {
            step(deadline, "did not say where its meters are");
            address = MeterPage.address(localizer.errors());
        }
        return address.orElseThrow();
    }

    /** The last moment at which it had taken no segment, at most a look too early. */
    private Moment awaitFirst(URI meters) throws IOException {
        long deadline = deadline(START_SECONDS);
        Moment before = moment(meters);
        if (before.meters().value(SEGMENTS) > 0) {
            throw new IllegalStateException("the localizer began before it could be watched; measure again");
        }
        while (true) {
            step(deadline, "took no segment");
            Moment now = moment(meters);
            if (now.meters().value(SEGMENTS) > 0) {
                return before;
            }
            before = now;
        }
    }

    private Moment moment(URI meters) throws IOException {
        long nanos = System.nanoTime();
        own.look();
        cluster.look();
        Map<Part, Double> ours = own.cpuSecondsOfParts();
        return new Moment(nanos, ours.getOrDefault(Part.PROGRAM, 0.0), cluster.cpuSeconds(), MeterPage.fetch(meters));
    }

    private void step(long deadline, String soFar) {
        localizer.requireAlive();
        if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                    "the localizer " + soFar + " and no more in time; see " + localizer.errors());
        }
        events.poll();
    }

    /** Each segment is one event that a model answered, and no event comes twice. */
    private void requireAll(int segments) {
        events.readFor(1);
        if (events.count() != segments || events.unscored() != 0) {
            throw new IllegalStateException(events.count() + " scored and " + events.unscored()
                    + " unscored events came of " + segments + " segments, so their cost says nothing; see "
                    + localizer.errors());
        }
    }

    private static long deadline(long seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    @Override
    public void close() {
        localizer.close();
        events.close();
    }
}
