package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.Waiting;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;

/** What a localizer does that has lost its disk: how long until it runs again, and how much state that is. */
public final class Restore implements Measurement {
    private static final String APPLICATION = "restore";
    private static final String RUNNING = "earwitness_streaming_running";
    private static final String CHANGELOG = "-changelog";
    private static final long LIMIT_MILLIS = 120_000;
    private static final double KIBIBYTE = 1_024;

    /** How long starts took, and what was on the disk and in the changelogs before. */
    private record Starts(List<Double> kept, List<Double> lost, long diskBytes, long changelogBytes) {}

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        List<Double> kept = new ArrayList<>();
        List<Double> lost = new ArrayList<>();
        try (Cluster cluster = Cluster.start(workbench)) {
            Backlog.publish(workbench, cluster);
            try (BacklogDrain drain = BacklogDrain.start(workbench, cluster, workbench.pack(), APPLICATION)) {
                drain.await(effort.backlogStreams() * effort.backlogSeconds());
            }
            Path state = BacklogDrain.stateFolder(workbench).resolve(APPLICATION);
            long diskBytes = bytes(state);
            for (int round = 0; round < effort.rounds(); round++) {
                kept.add(startSeconds(workbench, cluster));
                delete(state);
                lost.add(startSeconds(workbench, cluster));
            }
            return section(workbench, new Starts(kept, lost, diskBytes, changelogBytes(cluster)));
        }
    }

    /** From the command to when partitions are assigned and their state is there. */
    private static double startSeconds(Workbench workbench, Cluster cluster) {
        long start = System.nanoTime();
        try (Worker localizer = BacklogDrain.worker(workbench, cluster, workbench.pack(), APPLICATION, List.of())) {
            boolean running = Waiting.until(
                    () -> {
                        localizer.requireAlive();
                        return isRunning(localizer);
                    },
                    LIMIT_MILLIS);
            if (!running) {
                throw new IllegalStateException(
                        "the localizer did not run within " + LIMIT_MILLIS / 1_000 + " s; see " + localizer.errors());
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static boolean isRunning(Worker localizer) {
        try {
            Optional<URI> meters = MeterPage.address(localizer.errors());
            return meters.isPresent() && MeterPage.fetch(meters.get()).value(RUNNING) == 1;
        } catch (IOException e) {
            throw new UncheckedIOException("the localizer's meters cannot be read; see " + localizer.errors(), e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the state in " + folder + " cannot be measured", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state in " + folder + " cannot be taken away", e);
        }
    }

    private static long changelogBytes(Cluster cluster) {
        try (Admin admin =
                Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
            List<Integer> brokers = admin.describeCluster().nodes().get(30, TimeUnit.SECONDS).stream()
                    .map(Node::id)
                    .toList();
            return admin.describeLogDirs(brokers).allDescriptions().get(30, TimeUnit.SECONDS).values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().startsWith(APPLICATION + "-")
                            && replica.getKey().topic().endsWith(CHANGELOG))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the changelogs were measured", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the changelogs cannot be measured: " + e, e);
        }
    }

    private static Section section(Workbench workbench, Starts starts) {
        int streams = workbench.effort().backlogStreams();
        Figures kept = Figures.of(starts.kept());
        Figures lost = Figures.of(starts.lost());
        List<Double> restores = new ArrayList<>();
        for (int round = 0; round < starts.kept().size(); round++) {
            restores.add(starts.lost().get(round) - starts.kept().get(round));
        }
        Table table = new Table("what", "state kept", "state lost", "difference");
        table.row(
                "from the command until it runs, s",
                kept.text(2),
                lost.text(2),
                Figures.of(restores).text(2));
        table.row(
                "state on disk, KiB a stream",
                Figures.of(List.of(starts.diskBytes() / KIBIBYTE / streams)).text(1),
                "0.0",
                "");
        table.row(
                "changelogs on the broker, KiB a stream",
                "",
                Figures.of(List.of(starts.changelogBytes() / KIBIBYTE / streams))
                        .text(1),
                "");
        return new Section(
                "After the state folder is lost",
                "`./earwitness localize` with " + workbench.shownName(workbench.pack()) + " has worked off " + streams
                        + " streams of " + workbench.effort().backlogSeconds()
                        + " s and ended. Then it is started with its state folder and, by turns, without; the difference is what "
                        + "reading the changelogs takes. What a stream has on disk includes what RocksDB keeps for itself; "
                        + "changelogs are compacted by the broker in its own time, so this is the most that is read.",
                table);
    }
}
