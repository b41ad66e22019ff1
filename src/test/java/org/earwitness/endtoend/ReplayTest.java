package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Stored segments are replayed beside what was said of them first, by processes over one broker and one registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ReplayTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int SECONDS = 60;

    private final EmbeddedCluster cluster = EmbeddedCluster.start(
            EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry")));
    private final Topics topics = new Topics("replay.", 4);

    private Optional<Product> product = Optional.empty();

    private Path folder = Path.of("");

    @BeforeAll
    void localizeTwoStreams(@TempDir Path given) {
        folder = given;
        run("topics", "apply");
        Path gate = TestClip.of("red+tone", "red+tone", "gray", "lime+tone", "blue", "blue+tone")
                .repeated(SECONDS / 6)
                .writeTo(folder.resolve("gate.mp4"));
        Path yard = TestClip.of("gray", "red+tone", "red+tone", "red+tone", "red+tone", "gray")
                .repeated(SECONDS / 6)
                .writeTo(folder.resolve("yard.mp4"));
        assertThat(run("ingest", gate, yard).exitCode()).isZero();
        Path pack = FixturePack.writeTo(folder.resolve("packs/usual"));
        FixturePack.writeTo(folder.resolve("packs/other"), FixtureOptions.USUAL.withLookAhead(2));
        try (Product.Running localizer = product().start(with("localize", "--pack", pack));
                TopicReader events = new TopicReader(
                        cluster.bootstrapServers(), topics.events().name())) {
            events.until("all events", LIMIT, records -> records.size() >= 2 * SECONDS);
            localizer.terminate(LIMIT);
        }
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    @Order(1)
    void theSamePackGivesTheSameBytesAndNothingStaysOnTheCluster() throws Exception {
        Product.Finished replay = run("replay", "--all", "--packs", folder.resolve("packs"));

        assertThat(replay.exitCode()).as(replay.errors() + replay.output()).isZero();
        List<String> lines = replay.lines();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("120 events, 120 identical, 0 changed");
        assertThat(lines.get(lines.size() - 2)).matches("[1-9]\\d* intervals, [1-9]\\d* identical, 0 changed");
        assertThat(replay.output()).contains("times real time").contains("pack fixture 1.0.0");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .noneMatch(name -> name.contains("replay-"));
            assertThat(admin.listGroups().all().get(30, TimeUnit.SECONDS))
                    .extracting(GroupListing::groupId)
                    .noneMatch(group -> group.contains("replay-"));
        }
    }

    @Test
    @Order(2)
    void aRangeThatCutsIntervalsGivesTheSameBytesToo() throws Exception {
        Path out = folder.resolve("range");
        Product.Finished replay = run(
                "replay",
                "--stream",
                "yard.mp4",
                "--from",
                "15",
                "--to",
                "0:33",
                "--packs",
                folder.resolve("packs"),
                "--speed",
                "60",
                "--out",
                out);

        assertThat(replay.exitCode()).as(replay.errors() + replay.output()).isZero();
        assertThat(replay.lines()).contains("18 events, 18 identical, 0 changed");
        List<String> events = Files.readAllLines(out.resolve("events.jsonl"));
        assertThat(events).hasSize(18);
        assertThat(events.get(0)).startsWith("{\"stream\":\"yard.mp4\",\"epoch\":0,\"segment\":15,");
        assertThat(Files.readAllLines(out.resolve("intervals.jsonl")))
                .as("the interval that was open where the range begins is whole")
                .first()
                .asString()
                .contains("\"first_segment\":13,");
        assertThat(Files.readString(out.resolve("comparison.json"))).contains("\"identical\" : true");
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder("events.jsonl", "intervals.jsonl", "comparison.json", "comparison.html");
    }

    @Test
    @Order(3)
    void anotherPackIsComparedAndItsLookAheadChangesWhichSegmentsAreRead() throws Exception {
        Path out = folder.resolve("compared");
        Product.Finished replay = run(
                "replay",
                "--stream",
                "gate.mp4",
                "--from",
                "6",
                "--to",
                "30",
                "--pack",
                folder.resolve("packs/other"),
                "--out",
                out);

        assertThat(replay.exitCode()).as(replay.errors() + replay.output()).isZero();
        assertThat(replay.output())
                .contains("before  fixture 1.0.0")
                .contains("now     fixture 1.0.0")
                .containsPattern("same label +[0-9.]+ % +[0-9]+ of 24 segments")
                .containsPattern("label +before +now +kept +lost +gained")
                .containsPattern("\\d+ intervals kept, \\d+ moved, \\d+ gained, \\d+ lost");
        String json = Files.readString(out.resolve("comparison.json"));
        assertThat(json).contains("\"compared\" : 24").contains("\"confusion\"");
        assertThat(Files.readString(out.resolve("comparison.html")))
                .as("a page that needs nothing from elsewhere")
                .contains("<svg")
                .contains("gate.mp4")
                .doesNotContain("src=\"http")
                .doesNotContain("<link");
    }

    @Test
    @Order(4)
    void whatIsNotThereIsSaidWithWhatIs() {
        Product.Finished unknown = run("replay", "--stream", "gte.mp4");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.errors()).contains("no segments of stream gte.mp4").contains("Did you mean gate.mp4?");

        Product.Finished empty = run("replay", "--stream", "gate.mp4", "--from", "500");
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.errors()).contains("no segment in this range").contains("60 segments from 0:0 to 0:59");

        Product.Finished noPack = run("replay", "--stream", "gate.mp4", "--packs", folder.resolve("packs/usual"));
        assertThat(noPack.exitCode()).isEqualTo(2);
        assertThat(noPack.errors()).contains("has none of this digest").contains("--packs");

        Product.Finished nonsense = run("replay", "--stream", "gate.mp4", "--from", "yesterday");
        assertThat(nonsense.exitCode()).isEqualTo(64);
        assertThat(nonsense.errors()).contains("--from yesterday is no place in a stream");
    }

    @Test
    @Order(5)
    void anEventThatWasOtherwiseTheFirstTimeIsFoundAndFailsTheReplay() {
        tamperWithOneEvent();

        Product.Finished replay = run("replay", "--stream", "gate.mp4", "--packs", folder.resolve("packs"));

        assertThat(replay.exitCode()).isEqualTo(1);
        assertThat(replay.output()).contains("gate.mp4: 0:20 was").contains("in other bytes");
        List<String> lines = replay.lines();
        assertThat(lines.get(lines.size() - 1)).isEqualTo("60 events, 59 identical, 1 changed");
    }

    /** Writes the event of one segment again, with one digit changed. */
    private void tamperWithOneEvent() {
        String topic = topics.events().name();
        try (TopicReader reader = new TopicReader(cluster.bootstrapServers(), topic);
                SchemaRegistry registry = new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            var values = new AvroSerdes(registry).of(topics.events()).deserializer();
            for (ConsumerRecord<String, byte[]> record : reader.rest(LIMIT)) {
                SegmentEvent event = values.deserialize(topic, record.value());
                if (event.getStream().equals("gate.mp4") && event.getIndex() == 20) {
                    String bytes = new String(record.value(), StandardCharsets.ISO_8859_1);
                    producer.send(new ProducerRecord<>(
                                    topic,
                                    record.partition(),
                                    record.timestamp(),
                                    record.key(),
                                    bytes.replace("1.0.0", "1.0.1").getBytes(StandardCharsets.ISO_8859_1)))
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("an event could not be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while writing an event", e);
        }
    }

    private Product product() {
        if (product.isEmpty()) {
            product = Optional.of(new Product(folder));
        }
        return product.orElseThrow();
    }

    private Product.Finished run(Object... command) {
        return product().run(LIMIT, with(command));
    }

    private Object[] with(Object... command) {
        List<Object> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(List.of(
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.schemaRegistryAddress(),
                "--set",
                "topics.prefix=replay.",
                "--set",
                "topics.partitions=4",
                "--set",
                "topics.replicationFactor=1",
                "--set",
                "streaming.replicationFactor=1",
                "--set",
                "streaming.threads=2",
                "--set",
                "streaming.stateDirectory=" + folder.resolve("state"),
                "--set",
                "streaming.applicationId=stored-test"));
        return all.toArray();
    }
}
