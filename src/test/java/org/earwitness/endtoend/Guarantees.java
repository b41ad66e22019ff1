package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.earwitness.schemas.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must hold whatever happens, checked on processes of their own over one broker and one registry. Each case has topics of
 * its own under its own prefix.
 */
abstract class Guarantees {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    /** Brokers to use. */
    abstract String bootstrapServers();

    /** Base address of the registry to use. */
    abstract String schemaRegistryUrl();

    @Test
    void killingTheLocalizerInTheMiddleLosesAndDoublesNothing() {
        Installation installation = new Installation("kill.");
        int streams = 4;
        int seconds = 300;
        Path clip = TestClip.of("red+tone", "red", "lime+tone")
                .repeated(seconds / 3)
                .writeTo(folder.resolve("long.mp4"));
        List<Object> media = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            media.add("stream-" + i + "=" + clip.resolveSibling(linked(clip, i)));
        }
        installation.ingest(media);
        int before;
        try (Product.Running localizer = installation.localizer();
                TopicReader reader =
                        installation.reader(installation.topics.events().name())) {
            before = reader.until("a first event", LIMIT, records -> !records.isEmpty())
                    .size();
            localizer.kill();
        }
        assertThat(before).as("events when it was killed: the middle").isLessThan(streams * seconds);

        try (Product.Running localizer = installation.localizer();
                TopicReader reader =
                        installation.reader(installation.topics.events().name())) {
            reader.until("all events", LIMIT, records -> records.size() >= streams * seconds);
            List<ConsumerRecord<String, byte[]>> events = reader.rest(LIMIT);
            assertThat(localizer.terminate(LIMIT).exitCode())
                    .as(localizer.said())
                    .isIn(0, 130, 143);

            Map<String, List<Long>> indices = installation.indices(events);
            assertThat(indices).hasSize(streams);
            assertThat(indices.values())
                    .allSatisfy(of -> assertThat(of)
                            .as("nothing lost, nothing doubled, in order")
                            .isEqualTo(LongStream.range(0, seconds).boxed().toList()));
        }
    }

    @Test
    void theSameMediaGivesTheSameBytesOnOtherTopics() {
        Path clip =
                TestClip.of("red+tone", "red+tone", "gray", "lime+tone", "blue").writeTo(folder.resolve("same.mp4"));
        List<List<String>> values = new ArrayList<>();
        for (String prefix : List.of("one.", "two.")) {
            Installation installation = new Installation(prefix);
            installation.ingest(List.of(clip));
            try (Product.Running localizer = installation.localizer();
                    TopicReader events =
                            installation.reader(installation.topics.events().name());
                    TopicReader intervals =
                            installation.reader(installation.topics.intervals().name())) {
                List<String> bytes = new ArrayList<>();
                events.until("five events", LIMIT, records -> records.size() >= 5)
                        .forEach(it -> bytes.add(payload(it)));
                intervals
                        .until("two intervals closed", LIMIT, records -> records.size() >= 4)
                        .forEach(it -> bytes.add(payload(it)));
                values.add(bytes);
                localizer.terminate(LIMIT);
            }
        }

        assertThat(values.get(0)).isEqualTo(values.get(1)).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void aPoisonRecordIsRejectedAndTheRestGoesOn() {
        Installation installation = new Installation("poison.");
        Path clip = TestClip.of("red+tone", "red", "lime+tone").writeTo(folder.resolve("gate.mp4"));
        byte[] poison = "not a segment".getBytes(StandardCharsets.UTF_8);
        byte[] torn = {0, 0, 0, 0, 1, 9};
        installation.send("gate.mp4", poison);
        installation.send("gate.mp4", torn);
        installation.ingest(List.of(clip));
        installation.send("gate.mp4", poison);

        try (Product.Running localizer = installation.localizer();
                TopicReader rejected =
                        installation.reader(installation.topics.rejected().name());
                TopicReader events =
                        installation.reader(installation.topics.events().name())) {
            List<ConsumerRecord<String, byte[]>> refused =
                    rejected.until("three rejected records", LIMIT, records -> records.size() >= 3);
            events.until("three events", LIMIT, records -> records.size() >= 3);

            assertThat(refused).extracting(ConsumerRecord::key).containsOnly("gate.mp4");
            assertThat(refused.stream().map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                    .filteredOn("not a segment"::equals)
                    .hasSize(2);
            assertThat(refused).allSatisfy(record -> {
                assertThat(header(record, "__streams.errors.topic")).contains("poison.segments");
                assertThat(header(record, "__streams.errors.offset")).isPresent();
                assertThat(header(record, "__streams.errors.exception")).isPresent();
                assertThat(header(record, "earwitness.reason")).isPresent();
            });
            assertThat(installation.indices(events.rest(LIMIT)).get("gate.mp4")).containsExactly(0L, 1L, 2L);
            assertThat(localizer.isAlive()).isTrue();
            localizer.terminate(LIMIT);
        }
    }

    /** One set of topics on the cluster, made by the product's own command. */
    private final class Installation {
        private final Product product = new Product(folder);
        private final Topics topics;
        private final List<Object> flags;
        private final Path pack;

        Installation(String prefix) {
            topics = new Topics(prefix, 4);
            pack = FixturePack.writeTo(folder.resolve("pack"));
            flags = List.of(
                    "--bootstrap-server",
                    bootstrapServers(),
                    "--schema-registry-url",
                    schemaRegistryUrl(),
                    "--set",
                    "topics.prefix=" + prefix,
                    "--set",
                    "topics.partitions=4",
                    "--set",
                    "topics.replicationFactor=1",
                    "--set",
                    "streaming.replicationFactor=1",
                    "--set",
                    "streaming.threads=2",
                    "--set",
                    "streaming.applicationId=" + prefix + "localizer",
                    "--set",
                    "streaming.stateDirectory=" + folder.resolve(prefix + "state"));
            Product.Finished applied = product.run(LIMIT, with("topics", "apply"));
            assertThat(applied.exitCode()).as(applied.errors()).isZero();
        }

        void ingest(List<?> media) {
            List<Object> arguments = new ArrayList<>(List.of(with("ingest")));
            arguments.addAll(media);
            Product.Finished ingested = product.run(LIMIT, arguments.toArray());
            assertThat(ingested.exitCode()).as(ingested.errors()).isZero();
        }

        Product.Running localizer() {
            return product.start(with("localize", "--pack", pack));
        }

        TopicReader reader(String topic) {
            return new TopicReader(bootstrapServers(), topic);
        }

        void send(String key, byte[] value) {
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(topics.segments().name(), key, value))
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("a record could not be sent", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while sending", e);
            }
        }

        Map<String, List<Long>> indices(List<ConsumerRecord<String, byte[]>> events) {
            Map<String, List<Long>> indices = new TreeMap<>();
            try (SchemaRegistry registry =
                    new HttpSchemaRegistry(RegistrySettings.of(java.net.URI.create(schemaRegistryUrl())))) {
                var deserializer = new AvroSerdes(registry).of(topics.events()).deserializer();
                for (ConsumerRecord<String, byte[]> record : events) {
                    SegmentEvent event = deserializer.deserialize(record.topic(), record.value());
                    indices.computeIfAbsent(event.getStream(), any -> new ArrayList<>())
                            .add(event.getIndex());
                }
            }
            return indices;
        }

        private Object[] with(Object... command) {
            List<Object> all = new ArrayList<>(Arrays.asList(command));
            all.addAll(flags);
            return all.toArray();
        }
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The value after the prefix with the schema's id, which is the registry's, not ours. */
    private static String payload(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value();
        return HexFormat.of().formatHex(value, WireFormat.HEADER_BYTES, value.length);
    }

    /** Another name for the same clip, because one file is one stream. */
    private static String linked(Path clip, int number) {
        Path link = clip.resolveSibling("long-" + number + ".mp4");
        try {
            java.nio.file.Files.createLink(link, clip);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("cannot link " + link, e);
        }
        return link.getFileName().toString();
    }
}
