package org.earwitness.app.rejected;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.topics.ClusterConnection;

/** Reads committed records as bytes, without a group and without moving anybody's offsets. One thread; whoever opens closes. */
final class RecordReader implements AutoCloseable {
    /** So long a partition may give nothing while records are still due. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private RecordReader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** A reader without a group. */
    static RecordReader open(EarwitnessConfig config) {
        return open(config, Optional.empty());
    }

    /** A reader that knows a group by name; it joins it no more than any other. */
    static RecordReader open(EarwitnessConfig config, Optional<String> group) {
        Map<String, Object> properties = new HashMap<>(config.kafka().forConsumer());
        properties.remove("group.id");
        group.ifPresent(name -> properties.put("group.id", name));
        properties.remove("key.deserializer");
        properties.remove("value.deserializer");
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.putIfAbsent("default.api.timeout.ms", (int) QUIET.toMillis());
        properties.putIfAbsent("request.timeout.ms", 5_000);
        try {
            return new RecordReader(
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        } catch (KafkaException e) {
            throw ClusterConnection.refusedProperties(e);
        }
    }

    /** Hands over every record that is in the topic now, partition by partition in order. */
    void readAll(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = asked("finding the ends of " + topic, () -> consumer.endOffsets(partitions));
        asked("finding the beginnings of " + topic, () -> consumer.beginningOffsets(partitions))
                .forEach(consumer::seek);
        long lastProgress = System.nanoTime();
        while (partitions.stream().anyMatch(p -> position(p) < ends.getOrDefault(p, 0L))) {
            var records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < ends.getOrDefault(new TopicPartition(topic, record.partition()), 0L)) {
                    each.accept(record);
                }
            }
            lastProgress = records.isEmpty() ? lastProgress : System.nanoTime();
            refuseIfQuiet(topic, lastProgress);
        }
    }

    /** The record at these coordinates; empty when there is none, because it was deleted or never was. */
    Optional<ConsumerRecord<byte[], byte[]>> read(Coordinates at) {
        return firstFrom(at).filter(record -> record.offset() == at.offset());
    }

    /** The first committed record at or after these coordinates; empty when none has come yet. */
    Optional<ConsumerRecord<byte[], byte[]>> firstFrom(Coordinates at) {
        TopicPartition partition = at.topicPartition();
        if (!partitions(at.topic()).contains(partition)) {
            throw CommandFailed.failed("topic " + at.topic() + " has no partition " + at.partition()
                    + ". `earwitness rejected list` shows partition and offset");
        }
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long begin = asked("finding the beginning of " + partition, () -> consumer.beginningOffsets(one))
                .getOrDefault(partition, 0L);
        long end = asked("finding the end of " + partition, () -> consumer.endOffsets(one))
                .getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, Math.min(at.offset(), end)));
        long lastProgress = System.nanoTime();
        while (position(partition) < end) {
            var records = consumer.poll(POLL).records(partition);
            if (!records.isEmpty()) {
                return Optional.of(records.get(0));
            }
            refuseIfQuiet(at.topic(), lastProgress);
        }
        return Optional.empty();
    }

    /** What a transaction needs to move the offsets of the group that this reader knows. */
    ConsumerGroupMetadata groupMetadata() {
        return consumer.groupMetadata();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private long position(TopicPartition partition) {
        return asked("finding our place in " + partition, () -> consumer.position(partition));
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> infos = asked("looking for topic " + topic, () -> consumer.partitionsFor(topic));
        if (infos.isEmpty()) {
            throw CommandFailed.failed("there is no topic " + topic
                    + ". Check topics.prefix, or make the topics with `earwitness topics apply`");
        }
        return infos.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private static void refuseIfQuiet(String topic, long lastProgress) {
        if (System.nanoTime() - lastProgress > TimeUnit.MILLISECONDS.toNanos(QUIET.toMillis())) {
            throw CommandFailed.unavailable(
                    "topic " + topic + " gave nothing for " + QUIET.toSeconds()
                            + " s although more records are there. Check the brokers",
                    new TimeoutException("no record"));
        }
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T asked(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (TimeoutException e) {
            throw CommandFailed.unavailable(
                    what + " took too long: " + e.getMessage() + ". Check --bootstrap-server and that the brokers run",
                    e);
        } catch (KafkaException e) {
            throw CommandFailed.failed(what + " was refused: " + e.getMessage(), e);
        }
    }
}
