package org.earwitness.endtoend;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads one topic from its beginning as a subscriber should: committed records only. */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration METADATA = Duration.ofSeconds(20);

    private final String topic;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

    TopicReader(String bootstrapServers, String topic) {
        this(Map.of("bootstrap.servers", bootstrapServers), topic);
    }

    /** A reader that logs in, or what else these properties of a consumer say. */
    TopicReader(Map<String, Object> properties, String topic) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** A topic that was only just made is not known to every broker at once. */
    private List<TopicPartition> partitions() {
        long end = clock() + METADATA.toMillis();
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        while (known.isEmpty()) {
            if (clock() > end) {
                throw new AssertionError("there is no topic " + topic);
            }
            known = consumer.partitionsFor(topic);
        }
        return known.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    /** Reads on until the records so far satisfy the condition; fails with what was read when the limit passes. */
    List<ConsumerRecord<String, byte[]>> until(
            String condition, Duration limit, Predicate<List<ConsumerRecord<String, byte[]>>> reached) {
        Instant end = Instant.ofEpochMilli(clock()).plus(limit);
        while (!reached.test(records)) {
            if (clock() > end.toEpochMilli()) {
                throw new AssertionError(topic + ": " + condition + " was not reached within " + limit + "; read "
                        + records.size() + " records");
            }
            consumer.poll(POLL).forEach(records::add);
        }
        return List.copyOf(records);
    }

    /** All that is committed by now, up to the end offsets of this moment. */
    List<ConsumerRecord<String, byte[]>> rest(Duration limit) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        return until(
                "the end of the topic",
                limit,
                any -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static long clock() {
        return System.nanoTime() / 1_000_000;
    }
}
