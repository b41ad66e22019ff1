package org.earwitness.app.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;

/** Reads a small topic from its beginning to where it ends now, as a table is read. */
public final class TopicEnd {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(250);

    private TopicEnd() {}

    /**
     * Hands over every record, each partition in order.
     *
     * @throws CommandFailed when there is no such topic or it cannot be read in time
     */
    public static void read(ClusterAccess cluster, String topic, Consumer<ConsumerRecord<String, byte[]>> record) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-" + topic);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw CommandFailed.failed("there is no topic " + topic
                        + ". Check topics.prefix, or make the topics with `earwitness topics apply`.");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            long limit = System.nanoTime() + ANSWER.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
                if (System.nanoTime() - limit > 0) {
                    throw CommandFailed.failed("topic " + topic + " could not be read to its end within "
                            + ANSWER.toSeconds() + " s. Check the cluster and try again.");
                }
                consumer.poll(TURN).forEach(record);
            }
        }
    }
}
