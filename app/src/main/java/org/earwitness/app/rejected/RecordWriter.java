package org.earwitness.app.rejected;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.schemas.Topics;

/** Opens producers that write records as they came: every replica acknowledges, nothing is written twice. */
final class RecordWriter {
    private static final int LONGEST_REQUEST = 2 * Topics.SEGMENT_BYTES;

    private RecordWriter() {}

    /** A producer that the caller closes; one with a transactional id fences another of the same id. */
    static KafkaProducer<byte[], byte[]> open(EarwitnessConfig config, Optional<String> transactionalId) {
        Map<String, Object> properties = new HashMap<>(config.kafka().forProducer());
        properties.remove("key.serializer");
        properties.remove("value.serializer");
        properties.put("acks", "all");
        properties.put("enable.idempotence", "true");
        properties.putIfAbsent("max.request.size", LONGEST_REQUEST);
        properties.putIfAbsent("max.block.ms", 15_000);
        properties.putIfAbsent("delivery.timeout.ms", 30_000);
        properties.putIfAbsent("request.timeout.ms", 10_000);
        transactionalId.ifPresent(id -> properties.put("transactional.id", id));
        try {
            return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw ClusterConnection.refusedProperties(e);
        }
    }
}
