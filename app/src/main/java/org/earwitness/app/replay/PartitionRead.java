package org.earwitness.app.replay;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.app.worker.ClusterAccess;

/**
 * Reads partitions from an offset to where they end now, committed records only, without a group. It never waits for what is not
 * there yet. One thread; whoever opens it closes it.
 */
final class PartitionRead implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofSeconds(20);
    private static final Duration TURN = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;

    private PartitionRead(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    static PartitionRead open(ClusterAccess cluster) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-replay-log");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        // Media is big and a partition holds many streams: fetch by megabytes.
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        try {
            return new PartitionRead(
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer()));
        } catch (KafkaException refused) {
            throw ClusterConnection.refusedProperties(refused);
        }
    }

    /** All partitions of a topic. */
    List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions =
                asked("looking for topic " + topic, () -> consumer.partitionsFor(topic)).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw CommandFailed.failed("there is no topic " + topic
                    + ". Check topics.prefix, or make the topics with `earwitness topics apply`.");
        }
        return partitions;
    }

    /** The oldest offset that is left of each partition. */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return asked("finding where the log begins", () -> consumer.beginningOffsets(partitions));
    }

    /** Where each partition ends now. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return asked("finding where the log ends", () -> consumer.endOffsets(partitions));
    }

    /** The first offset of each partition that was written at this time or later; the end where none was. */
    Map<TopicPartition, Long> since(Collection<TopicPartition> partitions, long millis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, millis)));
        Map<TopicPartition, Long> offsets = new HashMap<>(ends(partitions));
        Map<TopicPartition, OffsetAndTimestamp> found =
                asked("finding a time in the log", () -> consumer.offsetsForTimes(times));
        found.forEach((partition, at) -> {
            if (at != null) {
                offsets.put(partition, at.offset());
            }
        });
        return offsets;
    }

    /**
     * Hands over the records of partitions, each in order, from these offsets to where the partitions end now.
     *
     * @param enough is asked after each batch whether anything else is wanted
     * @throws CommandFailed when the broker gives nothing for 20 s although there is more
     */
    void read(Map<TopicPartition, Long> from, Consumer<ConsumerRecord<String, byte[]>> each, BooleanSupplier enough) {
        Map<TopicPartition, Long> ends = ends(from.keySet());
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        long movedNanos = System.nanoTime();
        while (!enough.getAsBoolean() && isShort(ends)) {
            ConsumerRecords<String, byte[]> records = consumer.poll(TURN);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
                    each.accept(record);
                }
            }
            if (!records.isEmpty()) {
                movedNanos = System.nanoTime();
            } else if (System.nanoTime() - movedNanos > QUIET.toNanos()) {
                throw CommandFailed.unavailable(
                        "the log gave nothing for " + QUIET.toSeconds()
                                + " s although more records are there. Check the brokers and try again",
                        new TimeoutException("no record"));
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    private boolean isShort(Map<TopicPartition, Long> ends) {
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            long position = asked("finding our place", () -> consumer.position(end.getKey()));
            if (position < end.getValue()) {
                return true;
            }
        }
        return false;
    }

    private static <T> T asked(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (TimeoutException late) {
            throw CommandFailed.unavailable(
                    what + " took too long: " + late.getMessage()
                            + ". Check --bootstrap-server and that the brokers run",
                    late);
        } catch (KafkaException refused) {
            throw CommandFailed.failed(what + " was refused: " + refused.getMessage(), refused);
        }
    }
}
