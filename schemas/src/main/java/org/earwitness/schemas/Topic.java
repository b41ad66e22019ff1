package org.earwitness.schemas;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * One topic of the catalogue, with everything a cluster must know to create it.
 *
 * @param <V> what its values are: an Avro record, or {@code byte[]} where bytes are kept as they came
 * @param name full name, prefix included
 * @param subject subject of the values in the schema registry
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
        String subject,
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

    /** The same topic under another name: its schema stays the one that is registered, so nothing more is registered for it. */
    Topic<V> named(String other) {
        return new Topic<>(
                other,
                subject,
                key,
                valueType,
                schema,
                partitions,
                settings,
                maxMessageBytes,
                writers,
                readers,
                purpose);
    }

    /** The subject that Confluent's usual naming gives the values of a topic. */
    static String subjectOf(String name) {
        return name + "-value";
    }
}
