package org.earwitness.streaming;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.assignment.assignors.StickyTaskAssignor;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.rejected.DeadLetters;
import org.earwitness.streaming.rejected.RejectUndecodable;
import org.earwitness.streaming.rejected.RejectUnprocessable;
import org.earwitness.streaming.state.SharedStoreMemory;
import org.earwitness.streaming.state.StoreMemory;

/** The settings of Kafka Streams that the topology needs, each for a reason; what the user passes through wins. Pure. */
final class StreamsSettings {
    // Records wait per partition, and a segment has up to 2 MiB: 1000 of them, Kafka's default, would be the heap.
    private static final int BUFFERED_RECORDS = 16;
    private static final int POLLED_RECORDS = 200;
    // Kafka's own default, said here because it is counted on: twenty times what one record may take.
    private static final int POLL_INTERVAL_MILLIS = 300_000;
    // Counts once a thread, and threads are many.
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    // Beside the record itself a request has some bytes of framing.
    private static final int REQUEST_FRAMING_BYTES = 64 * 1024;
    // Without an answer in time nothing is recorded, so the transaction has to outlast the engine.
    private static final int PATIENT_TRANSACTION_MILLIS = 60_000;

    private StreamsSettings() {}

    /**
     * All settings.
     *
     * @param config how the topology runs
     * @param topics what it reads and writes
     * @param letters where refused records go
     * @param memory what RocksDB stores may take; empty where state lies on the heap
     * @param callers how many threads keep the engine busy
     * @param passedThrough Kafka's settings as the user gave them, bootstrap.servers among them
     * @throws IllegalArgumentException when they contradict each other, saying what to set
     */
    static Map<String, Object> of(
            StreamingConfig config,
            Topics topics,
            DeadLetters letters,
            Optional<StoreMemory> memory,
            int callers,
            Map<String, Object> passedThrough) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threadCount(callers));
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replicationFactor());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        config.stateDirectory()
                .ifPresent(directory -> settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString()));
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
        memory.ifPresent(shared -> {
            settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedStoreMemory.class);
            settings.put(SharedStoreMemory.SETTING, shared);
        });
        join(settings, config.group());
        rejectRefused(settings, letters);
        boundClients(settings, config, topics);
        settings.putAll(passedThrough);
        ImpossibleSettings.refuse(config, settings, passedThrough);
        return settings;
    }

    private static void join(Map<String, Object> settings, GroupConfig group) {
        settings.put(
                StreamsConfig.GROUP_PROTOCOL_CONFIG, group.protocol().name().toLowerCase(Locale.ROOT));
        if (group.protocol() == GroupProtocol.CLASSIC) {
            // The streams protocol has it on the broker, and its consumers refuse to be told.
            settings.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                    group.sessionTimeoutMillis());
            // Kafka's own would give a new instance two partitions at a time, ten minutes apart, once more records were
            // ever
            // written than it may lack: it warms copies up first, of state that here is read within seconds.
            settings.put(StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG, StickyTaskAssignor.class.getName());
        }
        group.instanceId()
                .ifPresent(name ->
                        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), name));
    }

    private static void rejectRefused(Map<String, Object> settings, DeadLetters letters) {
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUnprocessable.class);
        settings.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, RejectUndecodable.class);
        // For the operator of the global store too. Its constant is deprecated: later versions always do it.
        settings.put("processing.exception.handler.global.enabled", true);
        settings.put(DeadLetters.SETTING, letters);
    }

    private static void boundClients(Map<String, Object> settings, StreamingConfig config, Topics topics) {
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLLED_RECORDS);
        // Under its plain name, so that it gives way to any that the user passes through.
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, POLL_INTERVAL_MILLIS);
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                topics.segments().maxMessageBytes());
        settings.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        // A refused record goes on whole, with more headers than it came with.
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                topics.rejected().maxMessageBytes() + REQUEST_FRAMING_BYTES);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                config.failOnTimeout() ? PATIENT_TRANSACTION_MILLIS : config.transactionTimeoutMillis());
    }
}
