package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackVerification;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.Topic;

/**
 * Live streams whose packs change: a cluster, an ingest and a localizer of their own, and a reader. One thread; whoever opened it
 * closes it.
 */
final class SwapRig implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;

    private final Cluster cluster;
    private final Worker localize;
    private final Worker ingest;
    private final SwapReader events;

    private SwapRig(Cluster cluster, Worker localize, Worker ingest, SwapReader events) {
        this.cluster = cluster;
        this.localize = localize;
        this.ingest = ingest;
        this.events = events;
    }

    /** Starts everything; what it has started is closed when a later part cannot be. */
    static SwapRig start(Workbench workbench) {
        List<AutoCloseable> started = new ArrayList<>();
        try {
            Cluster cluster = Cluster.start(workbench);
            started.add(0, cluster);
            Worker localize = localize(workbench, cluster);
            started.add(0, localize);
            Worker ingest = ingest(workbench, cluster);
            started.add(0, ingest);
            return new SwapRig(cluster, localize, ingest, new SwapReader(cluster));
        } catch (RuntimeException failed) {
            for (AutoCloseable part : started) {
                try {
                    part.close();
                } catch (Exception alsoFailed) {
                    failed.addSuppressed(alsoFailed);
                }
            }
            throw failed;
        }
    }

    /** Name, version and digest of a pack in {@code models}. */
    static PackReference pack(Workbench workbench, String name) {
        Path folder = workbench.root().resolve("models").resolve(name);
        ModelPack pack = PackVerification.of(folder)
                .pack()
                .orElseThrow(() -> new IllegalStateException("there is no pack in " + folder));
        return new PackReference(pack.name(), pack.version(), pack.digest());
    }

    Worker localize() {
        return localize;
    }

    /** Waits until so many streams have events; from then on the reader is the caller's. */
    SwapReader awaitStreams(int streams) {
        events.readUntil(all -> all.size() >= streams, LIMIT_SECONDS, "events of " + streams + " streams");
        return events;
    }

    void requireAlive() {
        localize.requireAlive();
        ingest.requireAlive();
    }

    /**
     * Assigns a pack to all streams, as {@code ./earwitness models} does.
     *
     * @param previous the pack that is kept open for a rollback
     */
    void assign(PackReference pack, Optional<PackReference> previous) {
        ModelAssignment.Builder assignment = begin(pack).setReason("bench");
        previous.ifPresent(assignment::setPrevious);
        write(assignment.build());
    }

    /**
     * Rolls back to the pack before.
     *
     * @return when the broker took it, milliseconds since 1970
     */
    long rollBack(PackReference pack, PackReference from) {
        return write(begin(pack)
                .setPrevious(from)
                .setImmediate(true)
                .setReason("bench")
                .build());
    }

    /** Waits until the newest event of so many streams names the pack. */
    void awaitPack(PackReference pack, int streams) {
        events.readUntil(
                all -> all.values().stream()
                                .filter(seen -> seen.digest().equals(pack.getDigest()))
                                .count()
                        >= streams,
                LIMIT_SECONDS,
                "the change of all streams to " + pack.getName());
    }

    private static ModelAssignment.Builder begin(PackReference pack) {
        return ModelAssignment.newBuilder().setScope("*").setActive(pack);
    }

    private long write(ModelAssignment assignment) {
        Topic<ModelAssignment> topic = cluster.topics().models();
        try (KafkaProducer<String, ModelAssignment> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                cluster.serdes().of(topic).serializer())) {
            return producer.send(new ProducerRecord<>(topic.name(), assignment.getScope(), assignment))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .timestamp();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a pack could not be assigned", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a pack was assigned", e);
        }
    }

    private static Worker localize(Workbench workbench, Cluster cluster) {
        Path state = workbench
                .logs()
                .resolve("swaps-state-" + ProcessHandle.current().pid());
        return Worker.start(
                "localize",
                workbench,
                cluster,
                List.of(
                        "localize",
                        "--set",
                        "streaming.stateDirectory=" + state,
                        "--set",
                        "models.folder=" + workbench.root().resolve("models"),
                        "--set",
                        "models.drainMillis=1000",
                        // At home is a pack that is not among those that change, so that all of them come and go.
                        "--pack",
                        workbench.root().resolve("models/avsdn").toString()));
    }

    private static Worker ingest(Workbench workbench, Cluster cluster) {
        List<String> command = new ArrayList<>(List.of("ingest", "--loop"));
        workbench
                .media()
                .streams(workbench.effort().streams(), workbench.effort().clipSeconds())
                .forEach(file -> command.add(file.toString()));
        return Worker.start("ingest", workbench, cluster, command);
    }

    @Override
    public void close() {
        events.close();
        ingest.close();
        localize.close();
        cluster.close();
    }
}
