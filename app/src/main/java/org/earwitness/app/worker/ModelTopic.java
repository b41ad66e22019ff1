package org.earwitness.app.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.Topic;
import org.earwitness.streaming.control.AssignmentRecord;
import org.earwitness.streaming.control.AssignmentRecord.Assigned;
import org.earwitness.streaming.control.AssignmentRecord.Unreadable;

/** The compacted topic of assignments as a table. One thread. */
public final class ModelTopic {
    private static final long ANSWER_SECONDS = 30;

    private final ClusterAccess cluster;

    public ModelTopic(ClusterAccess cluster) {
        this.cluster = cluster;
    }

    /**
     * A row of the table: an assignment, or why the record holds none.
     *
     * @param assignment what is assigned
     * @param problem why nothing is; empty when something is
     */
    public record Row(Optional<ModelAssignment> assignment, String problem) {}

    /** All rows, by scope. */
    public Map<String, Row> read() {
        Topic<ModelAssignment> topic = cluster.topics().models();
        Map<String, Row> rows = new TreeMap<>();
        try (Deserializer<AssignmentRecord> values =
                AssignmentRecord.serde(cluster.serdes().of(topic)).deserializer()) {
            TopicEnd.read(cluster, topic.name(), (ConsumerRecord<String, byte[]> record) -> {
                if (record.key() == null) {
                    return;
                }
                if (record.value() == null) {
                    rows.remove(record.key());
                } else {
                    rows.put(record.key(), row(values.deserialize(topic.name(), record.value())));
                }
            });
        }
        return rows;
    }

    /**
     * Writes the row of an assignment's scope, or takes a scope's row away. Returns when the cluster has it.
     *
     * @return when it was written by the broker's clock, milliseconds of Unix time
     */
    public long write(String scope, Optional<ModelAssignment> assignment) {
        Topic<ModelAssignment> topic = cluster.topics().models();
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forProducer());
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.putIfAbsent("max.block.ms", 15_000);
        settings.putIfAbsent("delivery.timeout.ms", 30_000);
        settings.putIfAbsent("request.timeout.ms", 10_000);
        try (Serializer<ModelAssignment> values = cluster.serdes().of(topic).serializer();
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record = assignment
                    .map(row -> new ProducerRecord<>(topic.name(), scope, values.serialize(topic.name(), row)))
                    .orElseGet(() -> removal(topic.name(), scope));
            return producer.send(record).get(ANSWER_SECONDS, TimeUnit.SECONDS).timestamp();
        } catch (ExecutionException refused) {
            Throwable cause = Optional.ofNullable(refused.getCause()).orElse(refused);
            throw CommandFailed.failed("the assignment could not be written: " + cause.getMessage(), cause);
        } catch (TimeoutException late) {
            throw CommandFailed.unavailable(
                    "the assignment was not written within " + ANSWER_SECONDS
                            + " s. Check --bootstrap-server and that the brokers run",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while the assignment was written", interrupted);
        } catch (KafkaException refused) {
            throw ClusterConnection.refusedProperties(refused);
        }
    }

    @SuppressWarnings("NullAway") // A record without a value is how a compacted topic forgets a key.
    private static ProducerRecord<String, byte[]> removal(String topic, String scope) {
        return new ProducerRecord<>(topic, scope, null);
    }

    private static Row row(AssignmentRecord record) {
        if (record instanceof Assigned assigned) {
            return new Row(Optional.of(assigned.assignment()), "");
        }
        return new Row(Optional.empty(), record instanceof Unreadable unreadable ? unreadable.reason() : "");
    }
}
