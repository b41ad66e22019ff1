package org.earwitness.app.clip;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.EventInterval;

/** Finds an interval by its id in the partition of its stream, and moves nobody's offsets. */
final class IntervalLookup {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(250);
    private static final Pattern ID = Pattern.compile("(.+)/([0-9]+)/([0-9]+)/(.+)");

    private IntervalLookup() {}

    /** The stream that an interval's id names. */
    static String streamOf(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw CommandFailed.usage("'" + id + "' is no id of an interval: these read STREAM/EPOCH/INDEX/LABEL,"
                    + " as in the field id of av.intervals");
        }
        return matcher.group(1);
    }

    /**
     * The newest record about an interval.
     *
     * @throws CommandFailed when there is none, or the topic cannot be read
     */
    static EventInterval find(ClusterAccess cluster, String id) {
        String stream = streamOf(id);
        String topic = cluster.topics().intervals().name();
        try (KafkaConsumer<String, byte[]> consumer = consumer(cluster);
                Deserializer<EventInterval> intervals =
                        cluster.serdes().of(cluster.topics().intervals()).deserializer()) {
            TopicPartition partition = partitionOf(consumer, topic, stream);
            Optional<EventInterval> newest = Optional.empty();
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Long end = consumer.endOffsets(List.of(partition), ANSWER).get(partition);
            long limit = System.nanoTime() + ANSWER.toNanos();
            while (end != null && consumer.position(partition, ANSWER) < end) {
                if (System.nanoTime() - limit > 0) {
                    throw CommandFailed.failed("topic " + topic + " could not be read to its end within "
                            + ANSWER.toSeconds() + " s. Check the cluster, or name the segments with --stream, --from"
                            + " and --to");
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    if (stream.equals(record.key()) && record.value() != null) {
                        EventInterval interval = intervals.deserialize(topic, record.value());
                        newest = interval.getId().equals(id) ? Optional.of(interval) : newest;
                    }
                }
            }
            Optional<EventInterval> found = newest;
            return found.orElseThrow(() -> CommandFailed.failed("there is no interval " + id + " in " + topic
                    + ": it was deleted after the topic's retention, or never was. Check the id, or name the segments"
                    + " with --stream, --from and --to"));
        } catch (TimeoutException e) {
            throw CommandFailed.unavailable(
                    "topic " + topic + " cannot be read: " + e.getMessage()
                            + ". Check --bootstrap-server and that the brokers run",
                    e);
        } catch (KafkaException e) {
            throw CommandFailed.failed("topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(ClusterAccess cluster) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-clip");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Records of a stream are in the partition that Kafka's own partitioner gives its name. */
    private static TopicPartition partitionOf(KafkaConsumer<String, byte[]> consumer, String topic, String stream) {
        int partitions = consumer.partitionsFor(topic, ANSWER).size();
        if (partitions == 0) {
            throw CommandFailed.failed("there is no topic " + topic
                    + ". Check topics.prefix, or make the topics with `earwitness topics apply`");
        }
        byte[] key = stream.getBytes(StandardCharsets.UTF_8);
        return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
    }
}
