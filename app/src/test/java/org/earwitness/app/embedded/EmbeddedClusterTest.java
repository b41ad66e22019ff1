package org.earwitness.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.Topics;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedClusterTest {
    private static final Topics TOPICS = TopicsConfig.DEFAULTS.embeddedCatalogue();
    private static final Path REGISTRY_HOME =
            Path.of(System.getProperty("earwitness.root", ".."), "app/target/registry");
    private static final EmbeddedCluster.Settings SETTINGS = EmbeddedCluster.Settings.of(TOPICS, REGISTRY_HOME);

    @Test
    void segmentsAreReadBackAfterARestartOnTheSameDirectory(@TempDir Path folder) throws Exception {
        Segment segment = segment("gate", 7);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(SETTINGS.in(folder))) {
            send(cluster, segment);
            assertThat(read(cluster)).containsExactly(segment);
            assertThat(cluster.fault()).isEmpty();
        }
        try (EmbeddedCluster cluster = EmbeddedCluster.start(SETTINGS.in(folder))) {
            assertThat(read(cluster)).containsExactly(segment);
            send(cluster, segment("gate", 8));
            assertThat(read(cluster)).extracting(Segment::getIndex).containsExactly(7L, 8L);
        }
        assertThat(folder.resolve("registry.log")).exists();
    }

    @Test
    void everyTopicSubjectAndRuleOfTheCatalogueIsThereAtTheStart() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(SETTINGS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
                SchemaRegistry registry = registry(cluster)) {
            Set<String> names = admin.listTopics().names().get(10, TimeUnit.SECONDS);
            assertThat(names)
                    .containsAll(
                            TOPICS.all().stream().map(topic -> topic.name()).toList());
            assertThat(registry.subjects())
                    .containsExactly(
                            "av.events-value",
                            "av.intervals-value",
                            "av.models-value",
                            "av.segments-value",
                            "av.shadow-events-value",
                            "av.sources-value",
                            "av.streams-value");
            assertThat(registry.compatibilityOf("av.segments-value")).contains(TopicPlan.COMPATIBILITY);
            TopicPlan plan = new TopicPlan(TOPICS, (short) 1, admin, registry, Duration.ofSeconds(10));
            assertThat(plan.differences()).isEmpty();
        }
    }

    @Test
    void closingLeavesNoThreadNoProcessAndNoTemporaryFile() {
        Set<Thread> before = nonDaemonThreads();
        EmbeddedCluster cluster = EmbeddedCluster.start(SETTINGS);
        Path directory = cluster.directory();
        ProcessHandle registry =
                ProcessHandle.of(cluster.registry().processId()).orElseThrow();
        assertThat(directory).exists();
        cluster.close();
        cluster.close();
        assertThat(registry.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
        assertThat(nonDaemonThreads()).isSubsetOf(before);
    }

    @Test
    void aFolderWithoutARegistryIsRefusedWithWhatToDo(@TempDir Path folder) {
        EmbeddedCluster.Settings settings = EmbeddedCluster.Settings.of(TOPICS, folder.resolve("nothing"));
        assertThatThrownBy(() -> EmbeddedCluster.start(settings))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("there is no schema registry in")
                .hasMessageContaining("EARWITNESS_REGISTRY_HOME");
    }

    @Test
    void aRegistryThatCannotStartShowsTheEndOfItsLog(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("broken-runner.jar"), "not a jar");
        EmbeddedRegistry.Settings settings = new EmbeddedRegistry.Settings(
                folder, folder.resolve("data"), folder.resolve("log/registry.log"), 20_000);
        assertThatThrownBy(() -> EmbeddedRegistry.start(settings))
                .isInstanceOf(EmbeddedFailure.class)
                .hasMessageContaining("ended with exit code 1 before it answered")
                .hasMessageContaining("io.quarkus.runner.GeneratedMain");
    }

    @Test
    void theRegistryEndsWhenItsParentIsGone(@TempDir Path folder) throws Exception {
        EmbeddedRegistry.Settings settings = new EmbeddedRegistry.Settings(
                REGISTRY_HOME, folder.resolve("data"), folder.resolve("registry.log"), 40_000);
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(settings)) {
            registry.closePipe();
            assertThat(registry.awaitEnd(10_000)).isTrue();
        }
    }

    @Test
    void whatAKilledProcessLeftBehindIsRemovedAndWhatRunsIsNot(@TempDir Path parent) throws Exception {
        FileTime longAgo = FileTime.from(Instant.now().minus(2, ChronoUnit.HOURS));
        for (String name :
                List.of("earwitness-cluster-killed", "earwitness-cluster-runs", "earwitness-cluster-new", "else")) {
            DirectoryLock.take(parent.resolve(name).resolve("broker")).close();
            if (!name.endsWith("new")) {
                Files.setLastModifiedTime(parent.resolve(name).resolve("broker"), longAgo);
            }
        }
        try (DirectoryLock running = DirectoryLock.take(parent.resolve("earwitness-cluster-runs/broker"))) {
            assertThat(running).isNotNull();
            ClusterDirectory.removeAbandoned(parent);
        }
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("earwitness-cluster-runs", "earwitness-cluster-new", "else");
        }
    }

    @Test
    void aSecondBrokerOnTheSameDirectoryIsRefused(@TempDir Path folder) {
        try (EmbeddedBroker first = EmbeddedBroker.start(folder)) {
            assertThat(first.bootstrapServers()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedBroker.start(folder))
                    .isInstanceOf(EmbeddedFailure.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("another embedded broker uses");
        }
    }

    private static Segment segment(String stream, long index) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(SegmentKind.MEDIA)
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setFrames(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})))
                .setAudio(ByteBuffer.allocate(32_000))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .build();
    }

    private static SchemaRegistry registry(EmbeddedCluster cluster) {
        return new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress()));
    }

    private static void send(EmbeddedCluster cluster, Segment segment) throws Exception {
        try (SchemaRegistry registry = registry(cluster);
                KafkaProducer<String, Segment> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers()),
                        new StringSerializer(),
                        new AvroSerdes(registry).of(TOPICS.segments()).serializer())) {
            producer.send(new ProducerRecord<>(TOPICS.segments().name(), segment.getStream(), segment))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static List<Segment> read(EmbeddedCluster cluster) {
        try (SchemaRegistry registry = registry(cluster);
                KafkaConsumer<String, Segment> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers(), "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        new AvroSerdes(registry).of(TOPICS.segments()).deserializer())) {
            var partitions = consumer.partitionsFor(TOPICS.segments().name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<?, Long> ends = consumer.endOffsets(partitions);
            long expected = ends.values().stream().mapToLong(end -> end).sum();
            List<Segment> read = new ArrayList<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (read.size() < expected && System.nanoTime() - deadline < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
            }
            return read;
        }
    }

    private static Set<Thread> nonDaemonThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon() && thread.isAlive())
                .collect(Collectors.toSet());
    }
}
