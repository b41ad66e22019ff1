package org.earwitness.app.run;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EngineOpening;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.StreamingVariants;
import org.earwitness.app.worker.TemporaryDirectory;
import org.earwitness.inference.ModelPack;
import org.earwitness.ingest.Ingest;
import org.earwitness.streaming.Localizer;

/**
 * Everything that works during one run: a cluster with topics of the run's own, ingest, engine, localizer. The command opens
 * it, follows it to the end and closes it; closing stops ingest first, then the localizer, the cluster, and the engine that was begun before it.
 */
public final class RunSession implements AutoCloseable {
    private final OpenedParts parts;
    private final ClusterAccess cluster;
    private final Ingest ingest;
    private final Localizer localizer;
    private final ModelPack pack;
    private final String application;

    private RunSession(
            OpenedParts parts,
            ClusterAccess cluster,
            Ingest ingest,
            Localizer localizer,
            ModelPack pack,
            String application) {
        this.parts = parts;
        this.cluster = cluster;
        this.ingest = ingest;
        this.localizer = localizer;
        this.pack = pack;
        this.application = application;
    }

    /**
     * Starts everything; broker, registry and engine side by side.
     *
     * @param pack folder of the pack
     * @param registryHome folder of the registry that is started where no cluster is configured
     */
    public static RunSession open(EarwitnessConfig config, Path pack, Path registryHome) {
        OpenedParts parts = new OpenedParts();
        boolean opened = false;
        try {
            RunSession session = open(parts, config, pack, registryHome);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                parts.close();
            }
        }
    }

    private static RunSession open(OpenedParts parts, EarwitnessConfig config, Path pack, Path registryHome) {
        // A run is over before anybody could look at its meters.
        MeterRegistry meters = new SimpleMeterRegistry();
        parts.add("the meters", meters::close);
        String run = "run-" + UUID.randomUUID().toString().substring(0, 8);
        String application = "earwitness-" + run;
        EngineOpening opening = parts.add("the engine", EngineOpening.begin(pack, config.inference(), meters));
        ClusterAccess cluster = cluster(parts, config, registryHome, run, application);
        Path state = parts.add("the state directory", TemporaryDirectory.make()).path();
        Localizer localizer = parts.add(
                "the localizer",
                new Localizer(
                        StreamingVariants.run(config.streaming(), application, state, cluster.isEmbedded()),
                        cluster.kafka().forStreams(),
                        cluster.topics(),
                        cluster.serdes(),
                        opening.engine(),
                        meters));
        localizer.start();
        Ingest ingest = parts.add(
                "ingest",
                new Ingest(config.ingest(), cluster.kafka().forProducer(), cluster.topics(), cluster.serdes(), meters));
        return new RunSession(
                parts, cluster, ingest, localizer, opening.engine().pack(), application);
    }

    private static ClusterAccess cluster(
            OpenedParts parts, EarwitnessConfig config, Path registryHome, String run, String application) {
        if (config.kafka().bootstrapServers().isEmpty()) {
            return parts.add("the embedded cluster", ClusterAccess.embedded(config, registryHome));
        }
        ClusterAccess installation = parts.add("the registry's client", ClusterAccess.real(config));
        return parts.add("the topics of this run", RunTopics.make(installation, config.topics(), run, application))
                .access();
    }

    ClusterAccess cluster() {
        return cluster;
    }

    Ingest ingest() {
        return ingest;
    }

    ModelPack pack() {
        return pack;
    }

    /** Name of the localizer's consumer group. */
    String application() {
        return application;
    }

    /** Why the run cannot go on; empty while all parts are sound. */
    Optional<String> failure() {
        return localizer
                .failure()
                .map(cause -> "the localizer gave up: " + rootMessage(cause))
                .or(cluster::fault);
    }

    @Override
    public void close() {
        parts.close();
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
    }
}
