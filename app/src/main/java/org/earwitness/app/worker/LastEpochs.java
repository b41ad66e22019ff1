package org.earwitness.app.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.schemas.StreamStatus;

/** Looks up in the compacted topic of stream states which epoch each stream wrote last. */
final class LastEpochs {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(250);

    private LastEpochs() {}

    /** The newest epoch of these streams; one that never wrote is left out. */
    static Map<String, Long> read(ClusterAccess cluster, List<String> streams) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-last-epochs");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        String topic = cluster.topics().streams().name();
        Set<String> wanted = new HashSet<>(streams);
        Map<String, Long> epochs = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
                Deserializer<StreamStatus> statuses =
                        cluster.serdes().of(cluster.topics().streams()).deserializer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, ANSWER).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            long limit = System.nanoTime() + ANSWER.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
                if (System.nanoTime() - limit > 0) {
                    throw CommandFailed.failed("topic " + topic + " could not be read to its end within "
                            + ANSWER.toSeconds() + " s. Check the cluster and try again.");
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    if (record.value() != null && wanted.contains(record.key())) {
                        StreamStatus status = statuses.deserialize(topic, record.value());
                        // A file that could never be opened has used up nothing.
                        if (status.getNextIndex() > 0) {
                            epochs.merge(status.getStream(), status.getEpoch(), Math::max);
                        }
                    }
                }
            }
        }
        return epochs;
    }
}
