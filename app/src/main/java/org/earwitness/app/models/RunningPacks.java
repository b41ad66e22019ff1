package org.earwitness.app.models;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topic;

/**
 * Which pack each stream really runs: what its newest committed event names. Begins some records before the end of each partition,
 * and goes on for as long as it is asked. One thread.
 */
final class RunningPacks implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(100);
    /** Records of a partition that are read back, the marks of transactions among them: half a minute of a dozen streams. */
    private static final long LOOK_BACK = 1_000;

    private final Topic<SegmentEvent> topic;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<SegmentEvent> values;
    private final Map<String, Seen> streams = new TreeMap<>();

    /**
     * The newest event of a stream.
     *
     * @param pack who made it
     * @param epoch its epoch
     * @param index its index
     * @param writtenMillis when it was written, milliseconds of Unix time
     */
    record Seen(PackReference pack, long epoch, long index, long writtenMillis) {}

    private RunningPacks(Topic<SegmentEvent> topic, KafkaConsumer<String, byte[]> consumer, ClusterAccess cluster) {
        this.topic = topic;
        this.consumer = consumer;
        this.values = cluster.serdes().of(topic).deserializer();
    }

    /** Reads what is there now. */
    static RunningPacks look(ClusterAccess cluster) {
        Topic<SegmentEvent> topic = cluster.topics().events();
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-models");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try {
            RunningPacks running = new RunningPacks(
                    topic,
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()),
                    cluster);
            running.begin();
            return running;
        } catch (KafkaException refused) {
            throw ClusterConnection.refusedProperties(refused);
        }
    }

    /** What was seen so far, by stream. */
    Map<String, Seen> streams() {
        return streams;
    }

    /** Reads on for a moment. */
    void readOn() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
            if (record.key() != null && record.value() != null) {
                note(record);
            }
        }
    }

    /** The pack that all of these streams run; empty when there are none, or several packs. */
    static Optional<PackReference> only(Collection<Seen> streams) {
        List<PackReference> packs = streams.stream().map(Seen::pack).distinct().toList();
        return packs.size() == 1 ? Optional.of(packs.get(0)) : Optional.empty();
    }

    @Override
    public void close() {
        values.close();
        consumer.close();
    }

    private void begin() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name(), ANSWER).stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw CommandFailed.failed("there is no topic " + topic.name()
                    + ". Check topics.prefix, or make the topics with `earwitness topics apply`.");
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, ANSWER);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
        ends.forEach((partition, end) ->
                consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), end - LOOK_BACK)));
        long limit = System.nanoTime() + ANSWER.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
            if (System.nanoTime() - limit > 0) {
                throw CommandFailed.failed("topic " + topic.name() + " could not be read to its end within "
                        + ANSWER.toSeconds() + " s. Check the cluster and try again.");
            }
            readOn();
        }
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        try {
            SegmentEvent event = values.deserialize(topic.name(), record.value());
            streams.put(
                    record.key(), new Seen(event.getModel(), event.getEpoch(), event.getIndex(), record.timestamp()));
        } catch (SerializationException unreadable) {
            // Whoever wrote it is no localizer; what a stream runs is not to be learned from it.
            streams.remove(record.key());
        }
    }
}
