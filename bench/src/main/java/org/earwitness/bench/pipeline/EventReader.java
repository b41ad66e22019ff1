package org.earwitness.bench.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.report.Figures;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topic;

/**
 * Reads events as any subscriber does and notes how late each is. The delay is from the broker's time stamp of the segment,
 * which its event carries on, to the moment the event is here. One thread at a time.
 */
final class EventReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, SegmentEvent> consumer;
    private final Map<String, Long> newest = new HashMap<>();
    private final List<Double> delayMillis = new ArrayList<>();
    private long unscored;

    EventReader(Cluster cluster) {
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

    /** Reads until so many streams have had an event. */
    void awaitStreams(int count, long limitSeconds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(limitSeconds).toNanos();
        while (newest.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "events of " + newest.size() + " of " + count + " streams came within " + limitSeconds + " s: "
                                + newest.keySet() + ". See ingest.err and localize.err in the log folder.");
            }
            poll();
        }
    }

    /** Reads until each of these streams has had the event of a segment of this index or a greater one. */
    void awaitFrom(List<String> streams, long index, long limitSeconds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(limitSeconds).toNanos();
        while (streams.stream().anyMatch(stream -> newest.getOrDefault(stream, -1L) < index)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not every stream went on at " + index + " within " + limitSeconds
                        + " s: " + newest + ". See the log folder.");
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

    /** Leaves out what is in the topic already. */
    void skipWhatIsThere() {
        consumer.seekToEnd(consumer.assignment());
        // Seeking is lazy: asking for the position makes it happen now.
        consumer.assignment().forEach(consumer::position);
    }

    /** Reads what comes next, and waits a moment for it. */
    void poll() {
        poll(POLL);
    }

    /** The same, waiting no longer than it is told; an event that comes meanwhile is noted at once. */
    void poll(Duration most) {
        for (ConsumerRecord<String, SegmentEvent> event : consumer.poll(most)) {
            newest.merge(event.key(), event.value().getIndex(), Math::max);
            delayMillis.add((double) (System.currentTimeMillis() - event.timestamp()));
            unscored += event.value().getState() == EventState.UNSCORED ? 1 : 0;
        }
    }

    /** Forgets what was counted so far. */
    void forget() {
        delayMillis.clear();
        unscored = 0;
    }

    /** Events that were read and scored. */
    long count() {
        return delayMillis.size() - unscored;
    }

    /** Events that were read and that no model answered. */
    long unscored() {
        return unscored;
    }

    /** How late each was, milliseconds. */
    Figures delays() {
        return Figures.of(delayMillis);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
