package org.earwitness.app.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.earwitness.app.topics.Difference;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;

/**
 * A broker and a registry, started side by side, with all topics and schemas of the catalogue in place.
 *
 * <p>A temporary directory is removed on close, a named one is kept and may be used again. One thread starts and closes it;
 * closing twice is harmless.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ClusterDirectory directory;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private boolean closed;

    private EmbeddedCluster(ClusterDirectory directory, EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.directory = directory;
        this.broker = broker;
        this.registry = registry;
    }

    /**
     * What an embedded cluster is made of.
     *
     * @param topics topics that will be there
     * @param registryHome folder with the unpacked registry
     * @param directory where all is kept; a temporary one when empty
     * @param registryStartMillis how long the registry may take to answer, milliseconds
     */
    public record Settings(Topics topics, Path registryHome, Optional<Path> directory, long registryStartMillis) {
        /** The usual settings: a temporary directory and the registry that was unpacked by the build. */
        public static Settings of(Topics topics, Path registryHome) {
            return new Settings(topics, registryHome, Optional.empty(), EmbeddedRegistry.Settings.START_MILLIS);
        }

        /** The same on a directory that is kept. */
        public Settings in(Path kept) {
            return new Settings(topics, registryHome, Optional.of(kept), registryStartMillis);
        }
    }

    /**
     * Starts broker and registry in parallel, then makes topics and registers schemas.
     *
     * @throws EmbeddedFailure when one of them does not start; nothing is left running then
     */
    public static EmbeddedCluster start(Settings settings) {
        ClusterDirectory directory = ClusterDirectory.make(settings.directory());
        EmbeddedRegistry.Settings registrySettings = new EmbeddedRegistry.Settings(
                settings.registryHome(), directory.registry(), directory.registryLog(), settings.registryStartMillis());
        CompletableFuture<EmbeddedRegistry> starting = new CompletableFuture<>();
        Thread starter = new Thread(() -> complete(starting, registrySettings), "registry-start");
        starter.setDaemon(true);
        starter.start();
        EmbeddedBroker broker;
        try {
            broker = EmbeddedBroker.start(directory.broker());
        } catch (EmbeddedFailure e) {
            starting.thenAccept(EmbeddedRegistry::close)
                    .exceptionally(also -> null)
                    .join();
            directory.remove();
            throw e;
        }
        EmbeddedRegistry registry;
        try {
            registry = starting.join();
        } catch (CompletionException e) {
            broker.close(); // the directory stays for a while: the registry's log is in it
            if (e.getCause() instanceof EmbeddedFailure failure) {
                throw failure;
            }
            throw new EmbeddedFailure("the embedded registry cannot be started: " + e.getMessage(), e);
        }
        EmbeddedCluster cluster = new EmbeddedCluster(directory, broker, registry);
        cluster.prepareOrClose(settings.topics());
        return cluster;
    }

    /** What a Kafka client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Base address for a client of Confluent's registry API. */
    public URI schemaRegistryAddress() {
        return registry.address();
    }

    /** Where topics and schemas are kept; removed on close when it is temporary. */
    public Path directory() {
        return directory.path();
    }

    /** Why the cluster can no longer be relied on: a fault of the broker, a registry that ended; empty while it is sound. */
    public Optional<String> fault() {
        return broker.fault()
                .or(() -> registry.isAlive() || closed
                        ? Optional.empty()
                        : Optional.of(
                                "the embedded schema registry ended by itself; its log is " + directory.registryLog()));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            registry.close();
        } finally {
            try {
                broker.close();
            } finally {
                directory.remove();
            }
        }
    }

    EmbeddedRegistry registry() {
        return registry;
    }

    private static void complete(CompletableFuture<EmbeddedRegistry> starting, EmbeddedRegistry.Settings settings) {
        try {
            starting.complete(EmbeddedRegistry.start(settings));
        } catch (Throwable e) { // top of a thread: whoever waits has to learn of anything
            starting.completeExceptionally(e);
        }
    }

    private void prepareOrClose(Topics topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
                SchemaRegistry client = new HttpSchemaRegistry(RegistrySettings.of(schemaRegistryAddress()))) {
            TopicPlan plan = new TopicPlan(topics, (short) 1, admin, client, ANSWER);
            List<Difference> remaining = plan.apply(plan.differences());
            if (!remaining.isEmpty()) {
                throw new EmbeddedFailure("the embedded cluster in " + directory.path()
                        + " was made for something else: "
                        + String.join(
                                "; ",
                                remaining.stream().map(Difference::describe).toList())
                        + ". Name another directory");
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }
}
