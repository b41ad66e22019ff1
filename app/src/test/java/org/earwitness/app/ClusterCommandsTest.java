package org.earwitness.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.app.embedded.EmbeddedCluster;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The commands {@code topics} and {@code rejected} on a real broker and registry; each test has topics of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterCommandsTest {
    private Optional<EmbeddedCluster> started = Optional.empty();

    @BeforeAll
    void startCluster() {
        Path home = GoldenFile.root().resolve("app/target/registry");
        started = Optional.of(
                EmbeddedCluster.start(EmbeddedCluster.Settings.of(TopicsConfig.DEFAULTS.embeddedCatalogue(), home)));
    }

    @AfterAll
    void stopCluster() {
        started.ifPresent(EmbeddedCluster::close);
    }

    @Test
    void aPlanChangesNothingAndAnAppliedOneLeavesNothingToDo() throws Exception {
        Invocation plan = run("plan.", "topics", "plan");
        assertThat(plan.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(plan.out())
                .contains("+ topic plan.segments: is missing; make it with 2 partitions, 1 replicas")
                .contains(
                        "+ subject plan.segments-value: is missing; register its first schema org.earwitness.schemas.Segment")
                .contains("~ subject plan.events-value: compatibility is not set; set it to FULL_TRANSITIVE");
        assertThat(run("plan.", "topics", "plan").out()).isEqualTo(plan.out());
        assertThat(topicNames()).doesNotContain("plan.segments");

        Invocation apply = run("plan.", "topics", "apply");
        assertThat(apply.exitCode()).as(apply.err()).isEqualTo(ExitCode.OK);
        assertThat(apply.out()).endsWith("0 to decide.\n");
        assertThat(topicNames())
                .contains(
                        "plan.sources",
                        "plan.segments",
                        "plan.events",
                        "plan.intervals",
                        "plan.streams",
                        "plan.rejected");
        Invocation again = run("plan.", "topics", "plan");
        assertThat(again.exitCode()).as(again.out()).isEqualTo(ExitCode.OK);
        assertThat(again.out()).isEqualTo("Nothing to do: the cluster has all that plan.* needs.\n");
    }

    @Test
    void whatSomebodyChangedIsSetBackAndPartitionsAreLeftToPeople() throws Exception {
        assertThat(run("drift.", "topics", "apply").exitCode()).isEqualTo(ExitCode.OK);
        try (Admin admin = admin();
                SchemaRegistry registry = registry()) {
            setRetention(admin, "drift.events", "1000");
            admin.createPartitions(Map.of("drift.streams", NewPartitions.increaseTo(3)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            registry.setCompatibility("drift.events-value", SchemaRegistry.Compatibility.NONE);
        }
        Invocation apply = run("drift.", "topics", "apply");
        assertThat(apply.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(apply.out())
                .contains("~ topic drift.events: retention.ms is 1000; set it to 604800000")
                .contains("~ subject drift.events-value: compatibility is NONE; set it to FULL_TRANSITIVE")
                .contains("! topic drift.streams: has 3 partitions, the configuration says 2")
                .endsWith("2 done, 1 to decide.\n");
        assertThat(run("drift.", "topics", "plan").out()).endsWith("0 to do by `topics apply`, 1 to decide.\n");
    }

    @Test
    void aSubjectWithAnotherSchemaNeedsADecision() {
        Schema other = SchemaBuilder.record("Segment")
                .namespace("org.earwitness.schemas")
                .fields()
                .requiredString("something_else")
                .endRecord();
        try (SchemaRegistry registry = registry()) {
            registry.setCompatibility("taken.segments-value", SchemaRegistry.Compatibility.FULL_TRANSITIVE);
            registry.register("taken.segments-value", other);
        }
        Invocation plan = run("taken.", "topics", "plan");
        assertThat(plan.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(plan.out()).contains("! subject taken.segments-value: our schema cannot follow its versions");
    }

    @Test
    void rejectedRecordsAreListedShownAndSentBackAsTheyCame() throws Exception {
        assertThat(run("back.", "topics", "apply").exitCode()).isEqualTo(ExitCode.OK);
        byte[] value = encoded("back.", segment("gate", 7));
        reject("back.", "gate", value, "7", "WRONG_AUDIO_SIZE");
        reject("back.", "yard", new byte[] {9, 9, 9}, "0", "UNDECODABLE");

        Invocation list = run("back.", "rejected", "list");
        assertThat(list.exitCode()).as(list.err()).isEqualTo(ExitCode.OK);
        assertThat(list.out().lines().toList().get(0))
                .startsWith("PLACE")
                .contains("REASON", "STREAM", "INDEX", "WAS AT");
        assertThat(list.out())
                .contains("WRONG_AUDIO_SIZE")
                .contains("UNDECODABLE")
                .contains("back.segments:1:41");
        Invocation filtered = run("back.", "rejected", "list", "--stream", "gate", "--reason", "wrong_audio_size");
        assertThat(filtered.out().lines()).hasSize(2);
        String place = filtered.out().lines().toList().get(1).split(" ")[0];

        Invocation show = run("back.", "rejected", "show", place);
        assertThat(show.exitCode()).as(show.err()).isEqualTo(ExitCode.OK);
        assertThat(show.out())
                .contains("was at   back.segments:1:41")
                .contains("earwitness.reason: WRONG_AUDIO_SIZE")
                .contains("org.earwitness.schemas.Segment, schema id ")
                .contains("index: 7")
                .contains("audio: 32000 bytes");

        assertThat(run("back.", "rejected", "replay", place, "--dry-run").out()).endsWith("1 would be sent.\n");
        assertThat(records("back.segments")).isEmpty();
        Invocation replay = run("back.", "rejected", "replay", place);
        assertThat(replay.exitCode()).as(replay.err()).isEqualTo(ExitCode.OK);
        assertThat(replay.out()).endsWith("1 sent.\n");
        List<ConsumerRecord<byte[], byte[]>> sent = records("back.segments");
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).value()).isEqualTo(value);
        assertThat(sent.get(0).partition()).isEqualTo(1);
        assertThat(sent.get(0).headers())
                .extracting(header -> header.key())
                .containsExactly("trace", "earwitness.replayed");
        assertThat(run("back.", "rejected", "replay", "--all", "--stream", "gate", "--dry-run")
                        .out())
                .endsWith("1 would be sent.\n");
    }

    @Test
    void aPlaceWithoutARecordIsRefused() {
        assertThat(run("none.", "topics", "apply").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("none.", "rejected", "list").out()).isEqualTo("No rejected records.\n");
        Invocation show = run("none.", "rejected", "show", "0:5");
        assertThat(show.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(show.err()).contains("there is no record at none.rejected:0:5");
        assertThat(run("none.", "rejected", "show", "0-5").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("none.", "rejected", "replay").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void skippingStepsOverExactlyTheNextRecordAndKeepsIt() throws Exception {
        assertThat(run("skip.", "topics", "apply").exitCode()).isEqualTo(ExitCode.OK);
        byte[] poison = {1, 2, 3};
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (byte[] value : List.of(poison, new byte[] {4}, new byte[] {5})) {
                producer.send(new ProducerRecord<>("skip.segments", 0, bytes("gate"), value))
                        .get(20, TimeUnit.SECONDS);
            }
        }
        TopicPartition partition = new TopicPartition("skip.segments", 0);
        try (Admin admin = admin()) {
            admin.alterConsumerGroupOffsets("skippers", Map.of(partition, new OffsetAndMetadata(0)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        Invocation ahead = run("skip.", "rejected", "skip", "skip.segments:0:1", "--group", "skippers");
        assertThat(ahead.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ahead.err()).contains("is at offset 0, not 1").contains("Only the next record can be skipped");

        Invocation skip = run(
                "skip.", "rejected", "skip", "skip.segments:0:0", "--group", "skippers", "--because", "crashes FFmpeg");
        assertThat(skip.exitCode()).as(skip.err()).isEqualTo(ExitCode.OK);
        assertThat(skip.out()).contains("Group skippers goes on after skip.segments:0:0");
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets("skippers")
                    .partitionsToOffsetAndMetadata()
                    .get(20, TimeUnit.SECONDS);
            assertThat(offsets.get(partition)).isEqualTo(new OffsetAndMetadata(1));
        }
        List<ConsumerRecord<byte[], byte[]>> audit = records("skip.rejected");
        assertThat(audit).hasSize(1);
        assertThat(audit.get(0).value()).isEqualTo(poison);
        assertThat(run("skip.", "rejected", "list").out()).contains("SKIPPED", "gate", "skip.segments:0:0");
        assertThat(run(
                                "skip.",
                                "rejected",
                                "show",
                                audit.get(0).partition() + ":" + audit.get(0).offset())
                        .out())
                .contains("crashes FFmpeg", "earwitness.group: skippers", "not decoded");
    }

    @Test
    void aGroupThatRunsIsNotSteppedOver() throws Exception {
        assertThat(run("busy.", "topics", "apply").exitCode()).isEqualTo(ExitCode.OK);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", cluster().bootstrapServers(), "group.id", "busy", "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of("busy.segments"));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (member.assignment().isEmpty() && System.nanoTime() - deadline < 0) {
                member.poll(Duration.ofMillis(100));
            }
            Invocation skip = run("busy.", "rejected", "skip", "busy.segments:0:0", "--group", "busy");
            assertThat(skip.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(skip.err()).contains("group busy is").contains("stop all its processes first");
        }
        Invocation unknown = run("busy.", "rejected", "skip", "busy.segments:0:0", "--group", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err()).contains("nobody");
    }

    private EmbeddedCluster cluster() {
        return started.orElseThrow();
    }

    private Invocation run(String prefix, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--bootstrap-server",
                cluster().bootstrapServers(),
                "--schema-registry-url",
                cluster().schemaRegistryAddress().toString(),
                "--set",
                "topics.prefix=" + prefix,
                "--set",
                "topics.partitions=2",
                "--set",
                "topics.replicationFactor=1"));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster().bootstrapServers()));
    }

    private SchemaRegistry registry() {
        return new HttpSchemaRegistry(RegistrySettings.of(cluster().schemaRegistryAddress()));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private List<String> topicNames() throws Exception {
        try (Admin admin = admin()) {
            return List.copyOf(admin.listTopics().names().get(20, TimeUnit.SECONDS));
        }
    }

    private static void setRetention(Admin admin, String topic, String millis) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var change = new AlterConfigOp(new ConfigEntry("retention.ms", millis), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get(20, TimeUnit.SECONDS);
    }

    private byte[] encoded(String prefix, Segment segment) {
        Topics topics = new Topics(prefix, 2);
        try (SchemaRegistry registry = registry()) {
            return new AvroSerdes(registry).of(topics.segments()).serializer().serialize("any", segment);
        }
    }

    private void reject(String prefix, String stream, byte[] value, String index, String reason) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(prefix + "rejected", null, bytes(stream), value);
        Map.of(
                        "__streams.errors.topic",
                        prefix + "segments",
                        "__streams.errors.partition",
                        "1",
                        "__streams.errors.offset",
                        "41",
                        "__streams.errors.message",
                        "for a test",
                        "earwitness.reason",
                        reason,
                        "earwitness.stream",
                        stream,
                        "earwitness.index",
                        index,
                        "trace",
                        "kept")
                .forEach((name, text) -> record.headers().add(name, bytes(text)));
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", cluster().bootstrapServers(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))
                    && System.nanoTime() - deadline < 0) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
}
