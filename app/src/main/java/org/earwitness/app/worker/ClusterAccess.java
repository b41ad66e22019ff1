package org.earwitness.app.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.configuration.KafkaConfig;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;

/**
 * What a command needs of a cluster: how Kafka is reached, the topics, and serdes over the schema registry. The cluster is a
 * real one, or an embedded one that lives as long as this. Any thread may ask; whoever opened it closes it last, after all
 * clients.
 */
public final class ClusterAccess implements AutoCloseable {
    private final KafkaConfig kafka;
    private final Topics topics;
    private final SchemaRegistry registry;
    private final AvroSerdes serdes;
    private final Optional<EmbeddedCluster> embedded;

    private ClusterAccess(
            KafkaConfig kafka, Topics topics, SchemaRegistry registry, Optional<EmbeddedCluster> embedded) {
        this.kafka = kafka;
        this.topics = topics;
        this.registry = registry;
        this.serdes = new AvroSerdes(registry);
        this.embedded = embedded;
    }

    /**
     * A real cluster, as configured. Nothing is asked of it yet.
     *
     * @throws CommandFailed when the configuration names none
     */
    public static ClusterAccess real(EarwitnessConfig config) {
        if (config.kafka().bootstrapServers().isEmpty()) {
            throw CommandFailed.usage("kafka.bootstrapServers is not set: this command works on a Kafka cluster. Use"
                    + " --bootstrap-server HOST:PORT, or `run` or `demo`, which bring their own.");
        }
        if (config.schemaRegistry().url().isEmpty()) {
            throw CommandFailed.usage(
                    "schemaRegistry.url is not set: records are written with the schemas of a registry."
                            + " Use --schema-registry-url URL.");
        }
        return new ClusterAccess(
                config.kafka(),
                config.topics().catalogue(),
                new HttpSchemaRegistry(config.schemaRegistry().settings()),
                Optional.empty());
    }

    /**
     * Starts a broker and a registry of our own in a temporary directory, with all topics; takes seconds.
     *
     * @param registryHome folder with the unpacked registry
     */
    public static ClusterAccess embedded(EarwitnessConfig config, Path registryHome) {
        Topics topics = config.topics().embeddedCatalogue();
        EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Settings.of(topics, registryHome));
        return new ClusterAccess(
                new KafkaConfig(
                        Optional.of(cluster.bootstrapServers()),
                        withoutSecurity(config.kafka().properties())),
                topics,
                new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress())),
                Optional.of(cluster));
    }

    /** The same cluster with other topics, and another view of the same registry; closing the other closes nothing. */
    public ClusterAccess with(Topics other, SchemaRegistry view) {
        return new ClusterAccess(kafka, other, view, Optional.empty());
    }

    /** How Kafka is reached. */
    public KafkaConfig kafka() {
        return kafka;
    }

    /** The catalogue of the topics. */
    public Topics topics() {
        return topics;
    }

    /** Serdes of the topics. */
    public AvroSerdes serdes() {
        return serdes;
    }

    /** The schema registry. */
    public SchemaRegistry registry() {
        return registry;
    }

    /** Whether broker and registry are our own. */
    public boolean isEmbedded() {
        return embedded.isPresent();
    }

    /** Why an embedded cluster can no longer be relied on; empty while it is sound, and for a real one. */
    public Optional<String> fault() {
        return embedded.flatMap(EmbeddedCluster::fault);
    }

    /** A directory that goes with the cluster; empty for a real one. */
    public Optional<Path> directory() {
        return embedded.map(EmbeddedCluster::directory);
    }

    @Override
    public void close() {
        registry.close();
        embedded.ifPresent(EmbeddedCluster::close);
    }

    /** Our own broker listens on loopback without a login; what a real cluster asks for would only be refused by it. */
    private static Map<String, String> withoutSecurity(Map<String, String> properties) {
        return properties.entrySet().stream()
                .filter(property -> !property.getKey().matches("(.*\\.)?(security|sasl|ssl)\\..*"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
