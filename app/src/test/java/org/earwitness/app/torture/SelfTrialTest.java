package org.earwitness.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.GoldenFile;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own ingest against every fault, over a real broker and real sockets. */
@Timeout(120)
final class SelfTrialTest {
    private static final Path REGISTRY = Path.of(System.getProperty("earwitness.root", ".."), "app/target/registry");
    private static final Media SAMPLE =
            Media.of(GoldenFile.root().resolve("samples").resolve("yard.mp4")).lasting(24);
    private static final Duration WATCHED = Duration.ofSeconds(12);
    /** A second of media, the time to cut it, and what a busy machine takes. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);

    private static ClusterAccess cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterAccess.embedded(EarwitnessConfig.DEFAULTS, REGISTRY);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everyFaultThatShowsAtOnceIsToldInTimeAndInPlainWords() {
        List<Finding> findings;
        try (FaultyServers servers =
                FaultyServers.start(SAMPLE, Optional.empty(), InetAddress.getLoopbackAddress(), 0, Clock.systemUTC())) {
            List<String> prompt = servers.doors().stream()
                    .filter(door -> door.fault().when() == Fault.When.AT_THE_START)
                    .filter(door -> !door.fault().causes().contains(FailureCause.TIMEOUT))
                    .map(FaultyServers.Door::name)
                    .toList();
            findings = new SelfTrial(cluster, IngestConfig.DEFAULTS, Clock.systemUTC())
                    .run(servers, () -> false).stream()
                            .filter(finding -> prompt.contains(finding.fault()))
                            .toList();
        }

        GoldenFile.assertSame(
                "app/src/test/resources/golden/faults.txt",
                findings.stream().map(Finding::dump).collect(Collectors.joining("\n", "", "\n")));
        assertThat(findings).allMatch(Finding::isFine);
    }

    @Test
    void aBadStreamLeavesTheSegmentsOfTheOthersAlone() throws IOException {
        List<String> good = List.of("north", "east", "south");
        Instant begin = Instant.now();
        try (FaultyServers servers = FaultyServers.start(
                        SAMPLE, Optional.empty(), InetAddress.getLoopbackAddress(), 0, Clock.systemUTC());
                Ingest ingest = new Ingest(
                        IngestConfig.DEFAULTS,
                        cluster.kafka().forProducer(),
                        cluster.topics(),
                        cluster.serdes(),
                        new SimpleMeterRegistry());
                KafkaConsumer<String, byte[]> consumer = segments()) {
            Path file = GoldenFile.root().resolve("samples").resolve("yard.mp4");
            for (String stream : good) {
                ingest.supervise(StreamDefinition.of(stream, file.toString(), Playback.LOOP), 0);
            }
            for (FaultyServers.Door door : servers.doors()) {
                if (List.of("stall", "reset-in-the-middle", "garbage-after-the-start")
                        .contains(door.name())) {
                    ingest.supervise(StreamDefinition.live("bad-" + door.name(), door.url()), 0);
                }
            }

            Map<String, List<Instant>> came = came(consumer, begin.plus(WATCHED));

            for (String stream : good) {
                List<Instant> times = came.getOrDefault(stream, List.of());
                assertThat(times).as(stream + " of " + came.keySet()).hasSizeGreaterThanOrEqualTo(7);
                for (int index = 1; index < times.size(); index++) {
                    assertThat(Duration.between(times.get(index - 1), times.get(index)))
                            .as(stream + ", segment " + index)
                            .isLessThan(LONGEST_PAUSE);
                }
            }
            assertThat(came.keySet()).anyMatch(stream -> stream.startsWith("bad-"));
        }
    }

    private static Map<String, List<Instant>> came(KafkaConsumer<String, byte[]> consumer, Instant end) {
        Deserializer<Segment> reader =
                cluster.serdes().of(cluster.topics().segments()).deserializer();
        Map<String, List<Instant>> came = new HashMap<>();
        while (Instant.now().isBefore(end)) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                Segment segment = reader.deserialize(record.topic(), record.value());
                if (segment.getKind() == SegmentKind.MEDIA) {
                    came.computeIfAbsent(segment.getStream(), stream -> new ArrayList<>())
                            .add(Instant.ofEpochMilli(record.timestamp()));
                }
            }
        }
        return came;
    }

    private static KafkaConsumer<String, byte[]> segments() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                cluster.kafka().forConsumer(), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(cluster.topics().segments().name(), Duration.ofSeconds(30)).stream()
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }
}
