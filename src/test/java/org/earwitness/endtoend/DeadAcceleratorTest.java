package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.GroupConfig;
import org.earwitness.streaming.Localizer;
import org.earwitness.streaming.StoreKind;
import org.earwitness.streaming.StreamingConfig;
import org.earwitness.streaming.admit.OverloadConfig;
import org.earwitness.streaming.interval.IntervalConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine whose calls hang, over a real broker, with a group that waits only a few seconds for a poll. */
final class DeadAcceleratorTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Topics TOPICS = new Topics("dead.", 4);
    private static final int STREAMS = 4;
    private static final int SECONDS = 30;
    private static final long DEADLINE_MILLIS = 1_000;
    private static final String REBALANCES = "kafka.consumer.coordinator.rebalance.total";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itCostsAnswersAndNeverAPartitionAndItsReturnIsNoticed() {
        Path home = Product.root().resolve("app/target/registry");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Settings.of(TOPICS, home));
                SchemaRegistry registry = new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress()));
                HangingEngine engine = new HangingEngine(
                        OnnxInferenceEngine.open(
                                FixturePack.writeTo(folder.resolve("pack")), InferenceConfig.DEFAULTS, meters),
                        DEADLINE_MILLIS);
                TopicReader reader = new TopicReader(
                        cluster.bootstrapServers(), TOPICS.events().name())) {
            ingest(cluster, "first");
            try (Localizer localizer = localizer(cluster, new AvroSerdes(registry), engine, meters)) {
                localizer.start();
                reader.until("a first event", LIMIT, events -> !events.isEmpty());
                double rebalances = rebalances(meters);
                List<ConsumerRecord<String, byte[]>> silent =
                        reader.until("an event a segment", LIMIT, events -> events.size() >= STREAMS * SECONDS);

                assertThat(decoded(silent, registry)).allSatisfy(event -> {
                    assertThat(event.getState()).isEqualTo(EventState.UNSCORED);
                    // The second, when a thread takes the next stream before it has committed.
                    assertThat(event.getUnscoredReason())
                            .containsAnyOf("no answer within 1000 ms", "this thread has spent 1000 ms in the engine");
                });
                engine.work();
                ingest(cluster, "second");
                List<ConsumerRecord<String, byte[]>> all = reader.until(
                        "an event of each later segment", LIMIT, events -> events.size() >= 2 * STREAMS * SECONDS);

                assertThat(decoded(all.subList(STREAMS * SECONDS, all.size()), registry))
                        .filteredOn(event -> event.getState() == EventState.SCORED)
                        .as("events that a model answered, once a probe has found it back")
                        .hasSizeGreaterThan(STREAMS * SECONDS / 2);
                assertThat(rebalances(meters))
                        .as("the consumers stayed in their group")
                        .isEqualTo(rebalances);
                assertThat(localizer.failure()).isEmpty();
                assertThat(meters.counter("earwitness.streaming.threads.replaced")
                                .count())
                        .isZero();
            }
        }
    }

    private Localizer localizer(
            EmbeddedCluster cluster, AvroSerdes serdes, HangingEngine engine, SimpleMeterRegistry meters) {
        StreamingConfig usual = StreamingConfig.DEFAULTS;
        StreamingConfig config = new StreamingConfig(
                "dead-localizer",
                2,
                usual.commitIntervalMillis(),
                Optional.of(folder.resolve("state")),
                StoreKind.MEMORY,
                usual.storeMegabytes(),
                false,
                0,
                1,
                0,
                usual.transactionTimeoutMillis(),
                DEADLINE_MILLIS,
                // Shorter than a deadline: probes hang one after the other, which is the worst there is.
                500,
                0,
                GroupConfig.DEFAULTS,
                OverloadConfig.DEFAULTS,
                IntervalConfig.DEFAULTS);
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "max.poll.interval.ms",
                Long.toString(4 * DEADLINE_MILLIS));
        return new Localizer(config, kafka, TOPICS, serdes, engine, meters);
    }

    private void ingest(EmbeddedCluster cluster, String name) {
        Path clip = TestClip.of("red+tone").repeated(SECONDS).writeTo(folder.resolve(name + ".mp4"));
        List<Object> command = new ArrayList<>(List.of(
                "ingest",
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.schemaRegistryAddress(),
                "--set",
                "topics.prefix=dead.",
                "--set",
                "topics.partitions=4"));
        for (int stream = 0; stream < STREAMS; stream++) {
            command.add(another(clip, stream));
        }
        Product.Finished ingested = new Product(folder).run(LIMIT, command.toArray());
        assertThat(ingested.exitCode()).as(ingested.errors()).isZero();
    }

    /** The same clip under another name, because one file is one stream. */
    private static Path another(Path clip, int number) {
        try {
            return Files.createLink(clip.resolveSibling(number + "-" + clip.getFileName()), clip);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot link " + clip, e);
        }
    }

    private static double rebalances(SimpleMeterRegistry meters) {
        return meters.find(REBALANCES).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static List<SegmentEvent> decoded(List<ConsumerRecord<String, byte[]>> records, SchemaRegistry registry) {
        var deserializer = new AvroSerdes(registry).of(TOPICS.events()).deserializer();
        return records.stream()
                .map(record -> deserializer.deserialize(record.topic(), record.value()))
                .toList();
    }
}
