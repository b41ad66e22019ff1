package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.EvidenceReader;
import org.earwitness.app.guarantee.Guarantee;
import org.earwitness.app.guarantee.Place;
import org.earwitness.app.guarantee.RestartChangesNothing;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must hold whatever happens, checked on processes of their own over one broker and one registry. Each case has topics of
 * its own under its own prefix.
 */
abstract class Guarantees {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private Optional<SchemaRegistry> registry = Optional.empty();

    @TempDir
    private Path folder = Path.of("");

    /** Brokers to use. */
    abstract String bootstrapServers();

    /** Base address of the registry to use. */
    abstract String schemaRegistryUrl();

    @BeforeEach
    void openRegistry() {
        registry = Optional.of(new HttpSchemaRegistry(RegistrySettings.of(URI.create(schemaRegistryUrl()))));
    }

    @AfterEach
    void closeRegistry() {
        registry.ifPresent(SchemaRegistry::close);
    }

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
                EvidenceReader reader = installation.evidenceReader()) {
            before = until(reader, "a first event", read -> !read.events().isEmpty())
                    .events()
                    .size();
            localizer.kill();
        }
        assertThat(before).as("events when it was killed: the middle").isLessThan(streams * seconds);

        try (Product.Running localizer = installation.localizer();
                EvidenceReader reader = installation.evidenceReader()) {
            until(reader, "all events", read -> read.events().size() >= streams * seconds);
            assertThat(reader.catchUp(LIMIT)).isTrue();
            assertThat(localizer.terminate(LIMIT).exitCode())
                    .as(localizer.said())
                    .isIn(0, 130, 143);

            Evidence evidence = reader.evidence(true);
            assertThat(evidence.events()).hasSize(streams * seconds);
            assertHold(Guarantee.ofOneRun(), evidence);
        }
    }

    @Test
    void theSameMediaGivesTheSameBytesOnOtherTopics() {
        Path clip =
                TestClip.of("red+tone", "red+tone", "gray", "lime+tone", "blue").writeTo(folder.resolve("same.mp4"));
        List<Evidence> runs = new ArrayList<>();
        for (String prefix : List.of("one.", "two.")) {
            Installation installation = new Installation(prefix);
            installation.ingest(List.of(clip));
            try (Product.Running localizer = installation.localizer();
                    EvidenceReader reader = installation.evidenceReader()) {
                until(
                        reader,
                        "five events and two intervals that closed",
                        read -> read.events().size() >= 5 && read.intervals().size() >= 4);
                assertThat(reader.catchUp(LIMIT)).isTrue();
                runs.add(reader.evidence(true));
                localizer.terminate(LIMIT);
            }
        }

        assertThat(runs.get(0).events()).hasSize(5);
        assertHold(List.of(new RestartChangesNothing(runs.get(0), List.of())), runs.get(1));
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
                EvidenceReader reader = installation.evidenceReader()) {
            until(
                    reader,
                    "three refused records and three events",
                    read -> read.rejections().size() >= 3 && read.events().size() >= 3);
            assertThat(reader.catchUp(LIMIT)).isTrue();

            Evidence evidence = reader.evidence(true);
            assertThat(evidence.rejections()).hasSize(3).allSatisfy(rejection -> {
                assertThat(rejection.source()).map(Place::topic).contains("poison.segments");
                assertThat(rejection.reason()).contains("UNDECODABLE");
            });
            assertThat(evidence.events())
                    .extracting(event -> event.second().index())
                    .containsExactly(0L, 1L, 2L);
            assertHold(Guarantee.ofOneRun(), evidence);
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
        private final AvroSerdes serdes = new AvroSerdes(registry.orElseThrow());

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

        EvidenceReader evidenceReader() {
            return new EvidenceReader(Map.of("bootstrap.servers", bootstrapServers()), topics, serdes, event -> {});
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

        private Object[] with(Object... command) {
            List<Object> all = new ArrayList<>(Arrays.asList(command));
            all.addAll(flags);
            return all.toArray();
        }
    }

    private static Evidence until(EvidenceReader reader, String condition, Predicate<Evidence> reached) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Evidence read = reader.evidence(false);
            if (reached.test(read)) {
                return read;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(condition + " was not reached within " + LIMIT + "; read "
                        + read.events().size() + " events, " + read.intervals().size() + " intervals and "
                        + read.rejections().size() + " refusals of "
                        + read.segments().size() + " segments");
            }
            reader.poll(POLL);
        }
    }

    private static void assertHold(List<Guarantee> guarantees, Evidence evidence) {
        assertThat(guarantees)
                .allSatisfy(guarantee -> assertThat(guarantee.violations(evidence))
                        .as(guarantee.name())
                        .isEmpty());
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
