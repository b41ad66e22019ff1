package org.earwitness.app.sources;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.TopicEnd;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.SourceRecords;
import org.earwitness.schemas.StreamSource;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.UndecodableRecord;

/** The compacted topic of sources as a table. One thread. */
final class SourceTopic {
    private static final long ANSWER_SECONDS = 30;

    private final ClusterAccess cluster;

    SourceTopic(ClusterAccess cluster) {
        this.cluster = cluster;
    }

    /**
     * A row of the list: a definition, or why the record holds none.
     *
     * @param definition the stream
     * @param problem why there is none
     */
    record Row(Optional<StreamDefinition> definition, String problem) {}

    /** The list, by name of the stream. */
    Map<String, Row> read() {
        Topic<StreamSource> topic = cluster.topics().sources();
        Map<String, Row> rows = new TreeMap<>();
        try (Deserializer<StreamSource> values = cluster.serdes().of(topic).deserializer()) {
            latest(topic).forEach((stream, value) -> rows.put(stream, row(stream, value, values, topic.name())));
        }
        return rows;
    }

    /** What each stream is doing, by name of the stream; states that cannot be read are left out. */
    Map<String, StreamStatus> states() {
        Topic<StreamStatus> topic = cluster.topics().streams();
        Map<String, StreamStatus> states = new TreeMap<>();
        try (Deserializer<StreamStatus> values = cluster.serdes().of(topic).deserializer()) {
            latest(topic).forEach((stream, value) -> {
                try {
                    states.put(stream, values.deserialize(topic.name(), value));
                } catch (UndecodableRecord unreadable) {
                    states.remove(stream);
                }
            });
        }
        return states;
    }

    /** Writes rows; a row without a definition removes its stream. Returns when the cluster has all of them. */
    void write(Map<String, Optional<StreamDefinition>> rows) {
        Topic<StreamSource> topic = cluster.topics().sources();
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forProducer());
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.putIfAbsent("max.block.ms", 15_000);
        settings.putIfAbsent("delivery.timeout.ms", 30_000);
        settings.putIfAbsent("request.timeout.ms", 10_000);
        Map<String, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        try (Serializer<StreamSource> values = cluster.serdes().of(topic).serializer();
                KafkaProducer<String, byte[]> producer = producer(settings)) {
            rows.forEach((stream, definition) -> sent.put(
                    stream,
                    producer.send(definition
                            .map(row -> new ProducerRecord<>(
                                    topic.name(), stream, values.serialize(topic.name(), SourceRecords.of(row))))
                            .orElseGet(() -> removal(topic.name(), stream)))));
            sent.forEach(SourceTopic::await);
        }
    }

    @SuppressWarnings("NullAway") // A record without a value is how a compacted topic forgets a key.
    private static ProducerRecord<String, byte[]> removal(String topic, String stream) {
        return new ProducerRecord<>(topic, stream, null);
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> settings) {
        try {
            return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        } catch (KafkaException refused) {
            throw ClusterConnection.refusedProperties(refused);
        }
    }

    private static void await(String stream, Future<RecordMetadata> sent) {
        try {
            sent.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            Throwable cause = Optional.ofNullable(refused.getCause()).orElse(refused);
            throw CommandFailed.failed("stream " + stream + " could not be written: " + cause.getMessage(), cause);
        } catch (TimeoutException late) {
            throw CommandFailed.unavailable(
                    "stream " + stream + " was not written within " + ANSWER_SECONDS
                            + " s. Check --bootstrap-server and that the brokers run",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while stream " + stream + " was written", interrupted);
        }
    }

    private Map<String, byte[]> latest(Topic<? extends SpecificRecord> topic) {
        Map<String, byte[]> latest = new TreeMap<>();
        TopicEnd.read(cluster, topic.name(), (ConsumerRecord<String, byte[]> record) -> {
            if (record.key() == null) {
                return;
            }
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), record.value());
            }
        });
        return latest;
    }

    private static Row row(String stream, byte[] value, Deserializer<StreamSource> values, String topic) {
        try {
            return new Row(Optional.of(SourceRecords.definition(stream, values.deserialize(topic, value))), "");
        } catch (UndecodableRecord | IllegalArgumentException unreadable) {
            return new Row(Optional.empty(), String.valueOf(unreadable.getMessage()));
        }
    }
}
