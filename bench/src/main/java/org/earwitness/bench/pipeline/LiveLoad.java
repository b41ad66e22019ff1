package org.earwitness.bench.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.cluster.StreamNames;
import org.earwitness.bench.topology.SegmentLoad;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.Topic;

/**
 * Live streams without their cameras: at the beginning of each second a segment of every stream is appended. Their media are
 * seconds of the samples that were published before. One thread; whoever opened it closes it.
 */
final class LiveLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_KEPT = 128;
    private static final long LIMIT_SECONDS = 60;

    private final List<Segment> media;
    private final SegmentLoad load;
    private final int partitions;
    private final Map<String, Long> next = new HashMap<>();

    private LiveLoad(List<Segment> media, SegmentLoad load, int partitions) {
        this.media = media;
        this.load = load;
        this.partitions = partitions;
    }

    /** Publishes a backlog and keeps some of its seconds as media. */
    static LiveLoad ofBacklog(Workbench workbench, Cluster cluster) {
        Backlog.publish(workbench, cluster);
        int wanted = Math.min(
                MOST_KEPT,
                workbench.effort().backlogStreams() * workbench.effort().backlogSeconds());
        return new LiveLoad(
                read(cluster, wanted),
                new SegmentLoad(cluster),
                cluster.topics().segments().partitions());
    }

    private static List<Segment> read(Cluster cluster, int wanted) {
        Topic<Segment> topic = cluster.topics().segments();
        List<Segment> kept = new ArrayList<>();
        try (KafkaConsumer<String, Segment> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                cluster.serdes().of(topic).deserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int partition = 0; partition < topic.partitions(); partition++) {
                all.add(new TopicPartition(topic.name(), partition));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (kept.size() < wanted) {
                for (ConsumerRecord<String, Segment> record : consumer.poll(POLL)) {
                    if (record.value().getKind() == SegmentKind.MEDIA && kept.size() < wanted) {
                        kept.add(record.value());
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "read " + kept.size() + " of " + wanted + " segments back within " + LIMIT_SECONDS + " s");
                }
            }
        }
        return kept;
    }

    /**
     * Appends a segment of each stream a second, all together, and reads events in between. Streams go on where they were.
     *
     * @param prefix what the names of the streams begin with
     * @param streams how many there are, spread evenly over the partitions
     */
    void send(String prefix, int streams, long seconds, EventReader events) {
        List<String> names = StreamNames.spread(prefix, streams, partitions);
        long start = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            appendSecond(names);
            load.flush();
            long end = start + TimeUnit.SECONDS.toNanos(second + 1L);
            while (System.nanoTime() < end) {
                events.poll(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        }
    }

    /** Appends so many seconds of each stream as fast as the broker takes them. */
    void append(String prefix, int streams, int seconds) {
        List<String> names = StreamNames.spread(prefix, streams, partitions);
        for (int second = 0; second < seconds; second++) {
            appendSecond(names);
        }
        load.flush();
    }

    private void appendSecond(List<String> names) {
        for (int stream = 0; stream < names.size(); stream++) {
            String name = names.get(stream);
            long index = next.merge(name, 1L, Long::sum) - 1;
            load.send(SegmentLoad.at(media.get((int) ((index + 7L * stream) % media.size())), name, index));
        }
    }

    @Override
    public void close() {
        load.close();
    }
}
