package org.earwitness.bench.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topic;

/** Reads events as any subscriber does, and counts what must not happen when packs change. One thread at a time. */
final class SwapReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, SegmentEvent> consumer;
    private final Map<String, Seen> streams = new HashMap<>();
    private final Map<String, Long> newestAppends = new HashMap<>();
    private long count;
    private long missing;
    private long doubled;
    private long unscored;
    private long poorer;

    /**
     * The newest event of a stream.
     *
     * @param digest the pack that made it
     * @param epoch its epoch
     * @param index its index
     * @param age how many events of its epoch came before it
     */
    record Seen(String digest, long epoch, long index, long age) {}

    SwapReader(Cluster cluster) {
        Topic<SegmentEvent> topic = cluster.topics().events();
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                cluster.serdes().of(topic).deserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.name(), partition));
        }
        consumer.assign(partitions);
    }

    /** Reads until the newest events satisfy a condition. */
    void readUntil(Predicate<Map<String, Seen>> condition, long limitSeconds, String what) {
        long deadline = System.nanoTime() + Duration.ofSeconds(limitSeconds).toNanos();
        while (!condition.test(streams)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        what + " did not come within " + limitSeconds + " s. See localize.err in the log folder.");
            }
            poll();
        }
    }

    /** Reads for a while. */
    void readFor(long seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            poll();
        }
    }

    /** Counts anew. */
    void forget() {
        count = 0;
        missing = 0;
        doubled = 0;
        unscored = 0;
        poorer = 0;
    }

    /** When the newest segment was appended that a pack has answered, milliseconds since 1970; 0 when it has answered none. */
    long newestAppendOf(String digest) {
        return newestAppends.getOrDefault(digest, 0L);
    }

    long count() {
        return count;
    }

    long missing() {
        return missing;
    }

    long doubled() {
        return doubled;
    }

    long unscored() {
        return unscored;
    }

    long poorer() {
        return poorer;
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void poll() {
        for (ConsumerRecord<String, SegmentEvent> record : consumer.poll(POLL)) {
            note(record.key(), record.value());
            // An event has the time of its segment.
            newestAppends.merge(record.value().getModel().getDigest(), record.timestamp(), Math::max);
        }
    }

    private void note(String stream, SegmentEvent event) {
        Seen before = streams.get(stream);
        long age = 0;
        if (before != null && before.epoch() == event.getEpoch()) {
            long step = event.getIndex() - before.index();
            missing += Math.max(0, step - 1);
            doubled += step <= 0 ? 1 : 0;
            age = before.age() + 1;
        }
        int window = event.getContext().getWindow();
        long whole = window == Long.SIZE ? -1L : (1L << window) - 1;
        // The samples have picture and sound in every second.
        poorer += age >= window && event.getContext().getPicture() != whole ? 1 : 0;
        unscored += event.getState() == EventState.UNSCORED ? 1 : 0;
        count++;
        streams.put(stream, new Seen(event.getModel().getDigest(), event.getEpoch(), event.getIndex(), age));
    }
}
