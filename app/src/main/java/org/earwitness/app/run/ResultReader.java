package org.earwitness.app.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;

/**
 * Reads what the localizer says: events, intervals and rejected records of a run's topics, from their beginning, committed
 * transactions only. One thread.
 */
public final class ResultReader implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<SegmentEvent> events;
    private final Deserializer<EventInterval> intervals;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /**
     * A record that was refused.
     *
     * @param stream name of its stream, if anybody could tell
     * @param reason why, in one word
     */
    public record Refusal(Optional<String> stream, String reason) {}

    /** Takes what was read. */
    public interface Results {
        /** An event, and the bytes it was read from. */
        void event(SegmentEvent event, byte[] value);

        /** A record about an interval, and the bytes it was read from. */
        void interval(EventInterval interval, byte[] value);

        /** A record that was refused. */
        void refused(Refusal refusal);
    }

    /** A reader of the topics of this cluster, from their beginning. */
    public ResultReader(ClusterAccess cluster) {
        topics = cluster.topics();
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-results");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        events = cluster.serdes().of(topics.events()).deserializer();
        intervals = cluster.serdes().of(topics.intervals()).deserializer();
        for (String topic : List.of(
                topics.events().name(),
                topics.intervals().name(),
                topics.rejected().name())) {
            for (PartitionInfo partition : consumer.partitionsFor(topic, ANSWER)) {
                partitions.add(new TopicPartition(topic, partition.partition()));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Hands over what has come, waiting at most so long for something to come. */
    public void poll(Duration longest, Results results) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(longest)) {
            if (record.topic().equals(topics.events().name())) {
                results.event(events.deserialize(record.topic(), record.headers(), record.value()), record.value());
            } else if (record.topic().equals(topics.intervals().name())) {
                results.interval(
                        intervals.deserialize(record.topic(), record.headers(), record.value()), record.value());
            } else {
                results.refused(new Refusal(
                        header(record, "earwitness.stream").or(() -> Optional.ofNullable(record.key())),
                        header(record, "earwitness.reason").orElse("UNKNOWN")));
            }
        }
    }

    /** Where this reader stands, by {@code topic-partition}. */
    public Map<String, Long> positions() {
        return partitions.stream()
                .collect(Collectors.toMap(TopicPartition::toString, partition -> consumer.position(partition, ANSWER)));
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
