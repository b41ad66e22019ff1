package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;

/** A {@code localize} process whose meters are looked at while it starts and runs. One thread; whoever opened it closes it. */
final class WatchedLocalizer implements AutoCloseable {
    private static final String RUNNING = "earwitness_streaming_running";
    private static final long START_SECONDS = 120;
    private static final long LOOK_NANOS = 50_000_000;

    private final Worker worker;
    private final long startNanos;
    private Optional<URI> meters = Optional.empty();

    private WatchedLocalizer(Worker worker, long startNanos) {
        this.worker = worker;
        this.startNanos = startNanos;
    }

    /**
     * Starts one.
     *
     * @param name of its files in the log folder
     * @param state folder of its state
     * @param settings each as {@code key=value}
     */
    static WatchedLocalizer start(
            String name, Workbench workbench, Cluster cluster, Path state, List<String> settings) {
        List<String> command = new ArrayList<>(List.of(
                "localize", "--metrics-port", "0", "--pack", workbench.pack().toString()));
        command.addAll(List.of("--set", "streaming.stateDirectory=" + state));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        long startNanos = System.nanoTime();
        return new WatchedLocalizer(Worker.start(name, workbench, cluster, command), startNanos);
    }

    /** Waits until it has its partitions and their state; seconds from the command on. */
    double untilRunning() {
        until("was not running", START_SECONDS, () -> value(RUNNING) == 1);
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** The sum of a meter over all its tags; 0 while it cannot be asked. */
    double value(String name) {
        try {
            if (meters.isEmpty()) {
                meters = MeterPage.address(worker.errors());
            }
            return meters.isEmpty() ? 0 : MeterPage.fetch(meters.orElseThrow()).sum(name);
        } catch (java.net.ConnectException starting) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the localizer's meters cannot be read; see " + worker.errors(), e);
        }
    }

    /** Looks until something holds. */
    void until(String otherwise, long limitSeconds, java.util.function.BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(limitSeconds).toNanos();
        while (!reached.getAsBoolean()) {
            worker.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the localizer " + otherwise + " within " + limitSeconds + " s; see " + worker.errors());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Ends it at once, as kill -9 does. */
    void kill() {
        worker.process().descendants().forEach(ProcessHandle::destroyForcibly);
        worker.process().destroyForcibly();
    }

    /** Ends it in order; closing it later is harmless. */
    void end() {
        worker.close();
    }

    @Override
    public void close() {
        end();
    }
}
