package org.earwitness.bench.topology;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.StreamingConfig;

/**
 * Kafka Streams with nothing of ours: for each record an event of the same size is sent, and as many bytes as we keep of a segment
 * are put into one store with a changelog. Guarantee, threads and commits are ours. No rate of a topology with state can be above
 * it. Whoever opened it closes it.
 */
final class BareStreams implements AutoCloseable {
    private static final String STORE = "kept";
    /** Positions of a stream that are overwritten in turn, as in a window. */
    private static final int SLOTS = 16;

    private static final int BUFFERED_RECORDS = 16;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private final KafkaStreams streams;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private BareStreams(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * Starts reading from the beginning.
     *
     * @param application name that no other run has
     * @param state folder of its stores
     * @param eventBytes size of what is sent for a record
     * @param keptBytes size of what is put into the store for a record
     */
    static BareStreams start(
            Cluster cluster, String application, Path state, StreamingConfig config, int eventBytes, int keptBytes) {
        Topics topics = cluster.topics();
        Topology topology = new Topology();
        topology.addSource(
                        "segments",
                        new StringDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.segments().name())
                .addProcessor("hand-on", () -> new HandOn(new byte[eventBytes], new byte[keptBytes]), "segments")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                                .withCachingDisabled()
                                .withLoggingEnabled(Map.of()),
                        "hand-on")
                .addSink(
                        "events", topics.events().name(), new StringSerializer(), new ByteArraySerializer(), "hand-on");
        KafkaStreams streams =
                new KafkaStreams(topology, new StreamsConfig(settings(cluster, application, state, config)));
        BareStreams bare = new BareStreams(streams);
        streams.setUncaughtExceptionHandler(death -> {
            bare.failures.add(death);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return bare;
    }

    private static Map<String, Object> settings(
            Cluster cluster, String application, Path state, StreamingConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMillis());
        settings.put(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                config.threadCount(Runtime.getRuntime().availableProcessors()));
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                cluster.topics().segments().maxMessageBytes());
        return settings;
    }

    /** Fails when a thread of it has. */
    void requireGoing() {
        Optional.ofNullable(failures.peek()).ifPresent(death -> {
            throw new IllegalStateException("bare Kafka Streams ended: " + death, death);
        });
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(30));
        streams.cleanUp();
    }

    private static final class HandOn implements Processor<String, byte[], String, byte[]> {
        private final byte[] event;
        private final byte[] kept;
        private ProcessorContext<String, byte[]> context;
        private KeyValueStore<String, byte[]> store;
        private long records;

        HandOn(byte[] event, byte[] kept) {
            this.event = event;
            this.kept = kept;
        }

        @Override
        public void init(ProcessorContext<String, byte[]> context) {
            this.context = context;
            this.store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            store.put(record.key() + records++ % SLOTS, kept);
            context.forward(record.withValue(event));
        }
    }
}
