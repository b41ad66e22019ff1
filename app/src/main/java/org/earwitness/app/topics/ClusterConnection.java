package org.earwitness.app.topics;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.SchemaRegistry;

/**
 * An admin client and a registry client for a command that works on a real cluster. Whoever opens it closes it; one thread at a
 * time.
 *
 * @param admin asks and changes the cluster
 * @param registry asks and changes the registry
 */
public record ClusterConnection(Admin admin, SchemaRegistry registry) implements AutoCloseable {
    /** Longest wait for one answer of the cluster. */
    public static final Duration DEADLINE = Duration.ofSeconds(15);

    /**
     * Opens both; nothing is asked yet.
     *
     * @throws CommandFailed when the configuration names no cluster or registry, or Kafka refuses its properties
     */
    public static ClusterConnection open(EarwitnessConfig config) {
        requireBootstrap(config);
        if (config.schemaRegistry().url().isEmpty()) {
            throw CommandFailed.usage("no schema registry is named: this command needs one. Use --schema-registry-url,"
                    + " schemaRegistry.url or $EARWITNESS_SCHEMA_REGISTRY_URL");
        }
        SchemaRegistry registry = new HttpSchemaRegistry(config.schemaRegistry().settings());
        try {
            return new ClusterConnection(openAdmin(config), registry);
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    /** An admin client alone, with our deadlines unless the configuration has others. */
    public static Admin openAdmin(EarwitnessConfig config) {
        requireBootstrap(config);
        Map<String, Object> properties = new TreeMap<>(
                Map.of("default.api.timeout.ms", (int) DEADLINE.toMillis() - 2_000, "request.timeout.ms", 5_000));
        properties.putAll(config.kafka().forAdmin());
        try {
            return Admin.create(properties);
        } catch (KafkaException e) {
            throw refusedProperties(e);
        }
    }

    /** The failure for properties that Kafka's clients do not take, with the innermost reason. */
    public static CommandFailed refusedProperties(KafkaException refusal) {
        Throwable innermost = refusal;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return CommandFailed.usage("Kafka's client refuses its properties: " + innermost.getMessage()
                + ". Check kafka.* (`earwitness config`)");
    }

    private static void requireBootstrap(EarwitnessConfig config) {
        if (config.kafka().bootstrapServers().isEmpty()) {
            throw CommandFailed.usage("no cluster is named: this command needs one. Use --bootstrap-server,"
                    + " kafka.bootstrapServers or $EARWITNESS_KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    @Override
    public void close() {
        try {
            registry.close();
        } finally {
            admin.close(Duration.ofSeconds(5));
        }
    }
}
