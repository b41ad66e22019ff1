package org.earwitness.bench.topology;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.process.ProcessTree;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topic;

/**
 * Counts events as they become readable (read_committed), without looking into them, and what this process and the cluster used
 * meanwhile. Counts only what comes after it was opened. One thread.
 */
final class EventCount implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long LIMIT_SECONDS = 600;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ProcessTree cluster;

    EventCount(Cluster cluster) {
        this.cluster = cluster.tree();
        Topic<SegmentEvent> topic = cluster.topics().events();
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.name(), partition));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Seeking is lazy: asking for the position makes it happen now.
        partitions.forEach(consumer::position);
    }

    /**
     * What came between the first and the last event.
     *
     * @param events how many, those of the first look left out
     * @param seconds how long it took
     * @param cpuSeconds of this process, this reader included
     * @param clusterCpuSeconds of broker and registry
     * @param eventBytes mean size of an event's value
     */
    record Counted(int events, double seconds, double cpuSeconds, double clusterCpuSeconds, int eventBytes) {
        double rate() {
            return events / seconds;
        }

        /** CPU milliseconds an event, of this process and the cluster. */
        double cpuMillis() {
            return 1_000 * (cpuSeconds + clusterCpuSeconds) / events;
        }
    }

    /**
     * Waits for so many events.
     *
     * @param requireGoing throws when nothing more will come
     */
    Counted await(int wanted, Runnable requireGoing) {
        long deadline = System.nanoTime() + Duration.ofSeconds(LIMIT_SECONDS).toNanos();
        int read = 0;
        long bytes = 0;
        int atFirst = 0;
        Moment first = moment();
        while (read < wanted) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> event : records) {
                bytes += event.serializedValueSize();
            }
            read += records.count();
            if (atFirst == 0 && read > 0) {
                atFirst = read;
                first = moment();
            }
            requireGoing.run();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(read + " of " + wanted + " events came within " + LIMIT_SECONDS
                        + " s, so the rate says nothing");
            }
        }
        Moment last = moment();
        if (read > wanted || atFirst >= wanted) {
            throw new IllegalStateException(read + " events came of " + wanted + " records, " + atFirst
                    + " of them at the first look; measure more records, and none twice");
        }
        return new Counted(
                read - atFirst,
                (last.nanos() - first.nanos()) / 1e9,
                (last.cpuNanos() - first.cpuNanos()) / 1e9,
                last.clusterCpuSeconds() - first.clusterCpuSeconds(),
                (int) (bytes / read));
    }

    private Moment moment() {
        cluster.look();
        return new Moment(System.nanoTime(), SYSTEM.getProcessCpuTime(), cluster.cpuSeconds());
    }

    private record Moment(long nanos, long cpuNanos, double clusterCpuSeconds) {}

    @Override
    public void close() {
        consumer.close();
    }
}
