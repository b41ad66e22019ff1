package org.earwitness.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.schemas.Topics;

/** The producer that all streams of a process share: what may be configured, and what must be as it is. */
final class SegmentProducer {
    private SegmentProducer() {}

    /** Opens one; whoever asks closes it. */
    static Producer<String, byte[]> open(Map<String, Object> given, Topics topics) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "earwitness-ingest");
        // A segment has about 60 KB: the usual batch of 16 KB would send each alone.
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        // On a topic that was only just made the first batch may be refused while those behind it are taken; its retry
        // is then
        // out of sequence until it expires, and its segments are lost. One request at a time cannot overtake itself.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.putAll(given);
        // Order per stream and no loss; media is compressed already.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, topics.segments().maxMessageBytes());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }
}
