package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs are changed by commands while segments flow, in processes of their own: none is missed, and each is made by one pack. */
final class ModelsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Topics TOPICS = new Topics("models.", 2);
    private static final List<String> STREAMS = List.of("gate", "yard");
    private static final long WHOLE_WINDOW = (1L << 10) - 1;
    private static Optional<EmbeddedCluster> cluster = Optional.empty();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void startCluster() {
        cluster = Optional.of(EmbeddedCluster.start(
                EmbeddedCluster.Settings.of(Topics.standard(), Product.root().resolve("app/target/registry"))));
    }

    @AfterAll
    static void stopCluster() {
        cluster.ifPresent(EmbeddedCluster::close);
    }

    @Test
    void packsAreSetShadowedAndRolledBackWhileSegmentsFlow() throws IOException {
        Product product = new Product(folder);
        Path clip = TestClip.of("red+tone", "lime+tone", "blue").writeTo(folder.resolve("clip.mp4"));
        Path list = Files.writeString(
                folder.resolve("streams.yaml"),
                "streams:\n  gate: {address: " + clip + ", playback: loop}\n  yard: {address: " + clip
                        + ", playback: loop}\n");
        done(product, "topics", "apply");
        try (Product.Running localize = product.start(with("localize"));
                Product.Running ingest = product.start(with("ingest", "--config", list));
                TopicReader events = reader(TOPICS.events().name());
                TopicReader shadows = reader(TOPICS.shadowEvents().name())) {
            events.until("the first window of both", LIMIT, records -> records.size() >= 24);

            assertThat(done(product, "models", "set", "avel", "--wait")).contains("2 streams run it");
            done(product, "models", "shadow", "starter");
            shadows.until("answers of the shadow", LIMIT, records -> records.size() >= 4);

            Product.Finished bad = product.run(LIMIT, with("models", "set", broken()));
            assertThat(bad.exitCode()).isEqualTo(2);
            assertThat(bad.errors()).contains("encode.onnx").contains("is not assigned");
            send("nobody", "not an assignment".getBytes(StandardCharsets.UTF_8));

            assertThat(done(product, "models", "rollback", "--wait")).contains("2 streams run it");
            String status = done(product, "models", "status", "--json");
            assertThat(status).contains("\"problem\"").contains("\"starter 2.").contains("\"gate\"");
            int seen = events.rest(LIMIT).size();
            events.until("events after all of it", LIMIT, records -> records.size() >= seen + 6);

            assertThat(localize.isAlive()).as(localize.said()).isTrue();
            assertThat(ingest.terminate(LIMIT).exitCode()).as(ingest.said()).isZero();
            check(decoded(events.rest(LIMIT)), localize.said());
            assertThat(decoded(shadows.rest(LIMIT)).get("gate"))
                    .extracting(event -> event.getModel().getName())
                    .containsOnly("starter");
            assertThat(localize.terminate(LIMIT).exitCode()).as(localize.said()).isIn(0, 143);
        }
    }

    private static void check(Map<String, List<SegmentEvent>> events, String said) {
        assertThat(events.keySet()).containsExactlyElementsOf(STREAMS);
        events.forEach((stream, its) -> {
            long first = its.get(0).getIndex();
            assertThat(its)
                    .as(stream + ": each second once and in order")
                    .extracting(SegmentEvent::getIndex)
                    .containsExactlyElementsOf(
                            LongStream.range(first, first + its.size()).boxed().toList());
            assertThat(its).as(said).extracting(SegmentEvent::getState).containsOnly(EventState.SCORED);
            List<String> packs =
                    its.stream().map(event -> event.getModel().getName()).toList();
            int set = packs.indexOf("avel");
            int rolledBack = packs.lastIndexOf("avel") + 1;
            assertThat(packs.subList(0, set)).containsOnly("starter");
            assertThat(packs.subList(set, rolledBack)).containsOnly("avel");
            assertThat(packs.subList(rolledBack, packs.size())).isNotEmpty().containsOnly("starter");
            assertThat(its.subList(set, rolledBack))
                    .allSatisfy(
                            event -> assertThat(event.getContext().getSound()).isEqualTo(WHOLE_WINDOW));
        });
    }

    /** A pack whose graph is not the one that its manifest names. */
    private Path broken() throws IOException {
        Path pack = Files.createDirectory(folder.resolve("broken"));
        Path good = Product.root().resolve("models/avel");
        for (String file : List.of("pack.yaml", "localize.onnx", "encode.onnx")) {
            Files.copy(good.resolve(file), pack.resolve(file));
        }
        byte[] graph = Files.readAllBytes(pack.resolve("encode.onnx"));
        graph[graph.length / 2]++;
        Files.write(pack.resolve("encode.onnx"), graph);
        return pack;
    }

    private static String done(Product product, Object... command) {
        Product.Finished finished = product.run(LIMIT, with(command));
        assertThat(finished.exitCode()).as(finished.errors()).isZero();
        return finished.output();
    }

    private static TopicReader reader(String topic) {
        return new TopicReader(cluster.orElseThrow().bootstrapServers(), topic);
    }

    private static void send(String key, byte[] value) {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.orElseThrow().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(TOPICS.models().name(), key, value))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a record could not be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending", e);
        }
    }

    private static Map<String, List<SegmentEvent>> decoded(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, List<SegmentEvent>> events = new TreeMap<>();
        try (SchemaRegistry registry =
                new HttpSchemaRegistry(RegistrySettings.of(cluster.orElseThrow().schemaRegistryAddress()))) {
            var deserializer = new AvroSerdes(registry).of(TOPICS.events()).deserializer();
            for (ConsumerRecord<String, byte[]> record : records) {
                events.computeIfAbsent(record.key(), any -> new ArrayList<>())
                        .add(deserializer.deserialize(record.topic(), record.value()));
            }
        }
        return events;
    }

    private static Object[] with(Object... command) {
        List<Object> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(List.of(
                "--bootstrap-server",
                cluster.orElseThrow().bootstrapServers(),
                "--schema-registry-url",
                cluster.orElseThrow().schemaRegistryAddress(),
                "--set",
                "topics.prefix=models.",
                "--set",
                "topics.partitions=2",
                "--set",
                "topics.replicationFactor=1",
                "--set",
                "streaming.replicationFactor=1",
                "--set",
                "streaming.threads=2",
                "--set",
                "streaming.storeKind=memory"));
        return all.toArray();
    }
}
