package org.earwitness.app.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.RegistryUnavailable;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.UndecodableRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads events, intervals, states and segments as any subscriber would, committed transactions only, and tells the board. It
 * has a thread of its own from {@link #start} to {@link #close}.
 */
final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(500);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Consumer<byte[]>> readers = new HashMap<>();
    private final Thread thread = new Thread(this::follow, "topic-follower");
    private volatile boolean closing;
    private volatile Optional<String> failure = Optional.empty();

    /** From where the topics are read. */
    enum From {
        /** Everything: the topics are as young as the process. */
        BEGINNING,
        /** What comes from now on, and the states of the streams, which a compacted topic keeps. */
        NOW
    }

    private TopicFollower(ClusterAccess cluster, Board board) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-page");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        read(cluster, cluster.topics().streams(), board::note);
        read(cluster, cluster.topics().segments(), board::note);
        read(cluster, cluster.topics().events(), board::note);
        read(cluster, cluster.topics().intervals(), board::note);
    }

    /** Starts to read. */
    static TopicFollower start(ClusterAccess cluster, Board board, From from) {
        TopicFollower follower = new TopicFollower(cluster, board);
        List<TopicPartition> partitions = follower.readers.keySet().stream()
                .flatMap(topic -> follower.consumer.partitionsFor(topic, ANSWER).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        String states = cluster.topics().streams().name();
        follower.consumer.assign(partitions);
        follower.consumer.seekToBeginning(partitions.stream()
                .filter(partition -> from == From.BEGINNING || partition.topic().equals(states))
                .toList());
        if (from == From.NOW) {
            follower.consumer.seekToEnd(partitions.stream()
                    .filter(partition -> !partition.topic().equals(states))
                    .toList());
        }
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    /** Why nothing is read any more; empty while it is. */
    Optional<String> failure() {
        return failure;
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(ANSWER.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <V extends SpecificRecord> void read(ClusterAccess cluster, Topic<V> topic, Consumer<V> note) {
        Deserializer<V> deserializer = cluster.serdes().of(topic).deserializer();
        readers.put(topic.name(), value -> note.accept(deserializer.deserialize(topic.name(), value)));
    }

    private void follow() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    pass(record);
                }
            }
        } catch (WakeupException woken) {
            if (!closing) {
                failure = Optional.of("the page's reader was woken without reason");
            }
        } catch (Throwable died) { // top of a thread: the command has to learn of anything
            LOG.error("the page's reader ended", died);
            failure = Optional.of("the page's reader ended: " + died.getMessage());
        }
    }

    private void pass(ConsumerRecord<String, byte[]> record) {
        Consumer<byte[]> reader = readers.get(record.topic());
        if (reader == null || record.value() == null) {
            return;
        }
        try {
            reader.accept(record.value());
        } catch (UndecodableRecord | RegistryUnavailable unreadable) {
            // One record that cannot be shown must not end the page; the localizer rejects it with the full reason.
            LOG.warn(
                    "a record cannot be shown; topic={} partition={} offset={} reason=\"{}\"",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
        }
    }
}
