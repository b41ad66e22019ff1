package org.earwitness.app.torture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.StreamStatus;

/** Points our own ingest at every fault at once and reads from {@code av.streams} what it says. One thread. */
final class SelfTrial {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(100);
    /** Above the longest limit of any fault. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private final ClusterAccess cluster;
    private final IngestConfig config;
    private final Clock clock;

    SelfTrial(ClusterAccess cluster, IngestConfig config, Clock clock) {
        this.cluster = cluster;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Runs until ingest has said something about every fault, or 40 s have passed.
     *
     * @param isOver ends it before its time
     */
    List<Finding> run(FaultyServers servers, BooleanSupplier isOver) {
        Map<String, Trial> trials = new LinkedHashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer();
                Ingest ingest = new Ingest(
                        config,
                        cluster.kafka().forProducer(),
                        cluster.topics(),
                        cluster.serdes(),
                        new SimpleMeterRegistry())) {
            for (FaultyServers.Door door : servers.doors()) {
                trials.put(door.name(), new Trial(door, clock.instant()));
                ingest.supervise(StreamDefinition.live(door.name(), door.url()), 0);
            }
            Instant end = clock.instant().plus(LONGEST);
            Deserializer<StreamStatus> reader =
                    cluster.serdes().of(cluster.topics().streams()).deserializer();
            while (!isOver.getAsBoolean()
                    && clock.instant().isBefore(end)
                    && !trials.values().stream().allMatch(Trial::isDecided)) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    StreamStatus status = reader.deserialize(record.topic(), record.value());
                    Trial trial = trials.get(status.getStream());
                    if (trial != null) {
                        trial.note(status, Instant.ofEpochMilli(record.timestamp()));
                    }
                }
            }
        }
        List<Finding> findings = new ArrayList<>();
        trials.values().forEach(trial -> findings.add(trial.finding()));
        return findings;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-torture");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer
                .partitionsFor(cluster.topics().streams().name(), ANSWER)
                .stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
