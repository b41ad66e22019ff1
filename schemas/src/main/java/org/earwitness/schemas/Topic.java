package org.earwitness.schemas;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * One topic of the catalogue, with everything a cluster must know to create it.
 *
 * @param <V> what its values are: an Avro record, or {@code byte[]} where bytes are kept as they came
 * @param name full name, prefix included
 * @param key what the key is, in words
 * @param valueType class of the values
 * @param schema schema of the values; empty for raw bytes
 * @param partitions how many partitions a new topic gets; chosen once for its life, because state is keyed by stream
 * @param settings Kafka's topic settings that are not left to the cluster
 * @param maxMessageBytes largest record the topic takes
 * @param writers who writes it, in words
 * @param readers who reads it, in words
 * @param purpose what it is for, in one line
 */
public record Topic<V>(
        String name,
        String key,
        Class<V> valueType,
        Optional<Schema> schema,
        int partitions,
        Map<String, String> settings,
        int maxMessageBytes,
        String writers,
        String readers,
        String purpose) {

    public Topic {
        settings = Map.copyOf(settings);
    }

    /** Subject of the values in the schema registry. */
    public String subject() {
        return name + "-value";
    }
}
