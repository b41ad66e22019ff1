package org.earwitness.bench.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.schemas.Topics;

/**
 * The peer: each thread reads its share of the partitions and writes an event of the same size for each record, in transactions
 * that carry its offsets, as often as we commit. No group, no state, no schema, no check. Whoever opened it closes it.
 */
final class BareLoop implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private final Cluster cluster;
    private final String group;
    private final long commitNanos;
    private final byte[] event;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private BareLoop(Cluster cluster, String group, long commitMillis, int eventBytes) {
        this.cluster = cluster;
        this.group = group;
        this.commitNanos = Duration.ofMillis(commitMillis).toNanos();
        this.event = new byte[eventBytes];
    }

    /**
     * Starts reading from the beginning.
     *
     * @param group name that no other run has
     * @param threads how many threads share the partitions
     * @param eventBytes size of what is written for a record
     */
    static BareLoop start(Cluster cluster, String group, int threads, long commitMillis, int eventBytes) {
        BareLoop loop = new BareLoop(cluster, group, commitMillis, eventBytes);
        for (int number = 0; number < threads; number++) {
            List<TopicPartition> share = new ArrayList<>();
            Topics topics = cluster.topics();
            for (int partition = number; partition < topics.segments().partitions(); partition += threads) {
                share.add(new TopicPartition(topics.segments().name(), partition));
            }
            String name = group + "-" + number;
            Thread thread = new Thread(() -> loop.guarded(name, share), name);
            loop.threads.add(thread);
            thread.start();
        }
        return loop;
    }

    /** Fails when a thread of it has. */
    void requireGoing() {
        Optional.ofNullable(failures.peek()).ifPresent(death -> {
            throw new IllegalStateException("the bare loop ended: " + death, death);
        });
    }

    private void guarded(String name, List<TopicPartition> share) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer();
                KafkaProducer<byte[], byte[]> producer = producer(name)) {
            producer.initTransactions();
            consumer.assign(share);
            loop(consumer, producer);
        } catch (Throwable death) { // top of a thread: whoever waits has to learn of anything
            failures.add(death);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a commit fails when a send before it has
    private void loop(KafkaConsumer<byte[], byte[]> consumer, KafkaProducer<byte[], byte[]> producer) {
        String events = cluster.topics().events().name();
        ConsumerGroupMetadata metadata = consumer.groupMetadata();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        long committed = System.nanoTime();
        while (!closing.get()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (offsets.isEmpty()) {
                    producer.beginTransaction();
                }
                producer.send(new ProducerRecord<>(events, record.partition(), record.key(), event));
                offsets.put(
                        new TopicPartition(record.topic(), record.partition()),
                        new OffsetAndMetadata(record.offset() + 1));
            }
            if (!offsets.isEmpty() && System.nanoTime() - committed >= commitNanos) {
                producer.sendOffsetsToTransaction(offsets, metadata);
                producer.commitTransaction();
                offsets.clear();
                committed = System.nanoTime();
            }
        }
        if (!offsets.isEmpty()) {
            producer.abortTransaction();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        cluster.topics().segments().maxMessageBytes()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer(String name) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        name),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void close() {
        closing.set(true);
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(30).toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
