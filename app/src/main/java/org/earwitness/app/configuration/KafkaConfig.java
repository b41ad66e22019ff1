package org.earwitness.app.configuration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the Kafka cluster is reached.
 *
 * @param bootstrapServers {@code host:port,..} of some brokers; empty where a command brings its own broker
 * @param properties any property of Kafka's clients or of Kafka Streams, by its own name; {@code consumer.}, {@code producer.}
 *     and {@code admin.} in front restrict it to one kind of client; {@code ${file:PATH}} in a value stands for the text of that file
 */
public record KafkaConfig(
        Optional<String> bootstrapServers, @PassedThrough Map<String, String> properties) {
    public static final KafkaConfig DEFAULTS = new KafkaConfig(Optional.empty(), Map.of());

    private static final String BOOTSTRAP = "bootstrap.servers";

    public KafkaConfig {
        properties = Map.copyOf(properties);
        bootstrapServers.ifPresent(servers -> {
            if (!servers.matches("\\s*[^\\s,:]+:\\d+|\\s*([^\\s,]+:\\d+\\s*)(,\\s*[^\\s,]+:\\d+\\s*)*")) {
                throw new IllegalArgumentException("bootstrapServers is " + servers
                        + ": it is not host:port, nor several of them. Use for instance kafka:9092.");
            }
        });
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "bootstrapServers",
                "Some brokers, host:port and commas between; none, because `run` and `demo` then bring their own broker.",
                "properties",
                "Any property of Kafka's clients or of Kafka Streams passes through by its own name, for instance"
                        + " `security.protocol`; `consumer.`, `producer.` or `admin.` in front reaches one kind of client."
                        + " `${file:PATH}` in a value stands for the text of a file, read when a client is made.");
    }

    /** The same with other brokers. */
    public KafkaConfig withBootstrapServers(String servers) {
        return new KafkaConfig(Optional.of(servers), properties);
    }

    /** Properties of an admin client. */
    public Map<String, Object> forAdmin() {
        return clientProperties("admin.");
    }

    /** Properties of a producer. */
    public Map<String, Object> forProducer() {
        return clientProperties("producer.");
    }

    /** Properties of a consumer. */
    public Map<String, Object> forConsumer() {
        return clientProperties("consumer.");
    }

    /** Properties of Kafka Streams, which sorts out the prefixes itself. */
    public Map<String, Object> forStreams() {
        Map<String, Object> all = new TreeMap<>(SecretFiles.resolved(properties));
        bootstrapServers.ifPresent(servers -> all.put(BOOTSTRAP, servers));
        return all;
    }

    private Map<String, Object> clientProperties(String kind) {
        Map<String, Object> chosen = new HashMap<>();
        SecretFiles.resolved(properties).forEach((name, value) -> {
            if (KafkaProperties.bare(name).equals(name)) {
                chosen.putIfAbsent(name, value);
            } else if (name.startsWith(kind)) {
                chosen.put(name.substring(kind.length()), value);
            }
        });
        bootstrapServers.ifPresent(servers -> chosen.put(BOOTSTRAP, servers));
        return chosen;
    }
}
