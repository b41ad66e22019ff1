package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Three ingest workers as processes of their own that share the streams of one list. */
final class IngestGroupTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** What users are promised is 10 s; a machine that builds at the same time gets half as much again. */
    private static final long TAKEOVER_SECONDS = 15;

    private static final int STREAMS = 6;
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
    void theStreamsOfAKilledWorkerAreLiveOnTheOthersInANewEpochAndNobodyElsesAreTouched(TestReporter reporter) {
        Group group = new Group("kill.");
        try (Product.Running first = group.worker("one");
                Product.Running second = group.worker("two");
                StreamStates states = group.states()) {
            states.untilSomeAreReadBy("one");
            states.untilSomeAreReadBy("two");
            Map<String, StreamStatus> before = states.untilAllLive();
            try (Product.Running third = group.worker("three")) {
                Set<String> moved = states.untilSomeAreReadBy("three");
                Map<String, StreamStatus> balanced = states.untilAllLive();
                assertThat(changed(before, balanced))
                        .as("only what must move did")
                        .isEqualTo(moved);
                assertThat(moved).hasSizeBetween(1, STREAMS - 1);

                Set<String> orphans = states.readBy("one");
                assertThat(orphans).as("the first worker reads something").isNotEmpty();
                long killed = System.nanoTime();
                first.kill();
                Map<String, StreamStatus> after = states.untilAllLive(atLeastNext(balanced, orphans));
                double seconds = secondsSince(killed);

                reporter.publishEntry(orphans.size() + " streams were live on the others after", seconds + " s");
                assertThat(changed(balanced, after))
                        .as("the others were not touched")
                        .isEqualTo(orphans);
                orphans.forEach(
                        stream -> assertThat(StreamStates.of(stream, after).getEpoch())
                                .isGreaterThan(StreamStates.of(stream, balanced).getEpoch()));
                assertThat(seconds).isLessThan(TAKEOVER_SECONDS);
                third.terminate(LIMIT);
            }
            second.terminate(LIMIT);
        }
    }

    @Test
    void aWorkerThatComesBackFromAPauseDoublesNothing() {
        Group group = new Group("pause.");
        try (Product.Running first = group.worker("one");
                Product.Running second = group.worker("two");
                StreamStates states = group.states()) {
            states.untilSomeAreReadBy("one");
            states.untilSomeAreReadBy("two");
            Map<String, StreamStatus> before = states.untilAllLive();
            Set<String> orphans = states.readBy("one");
            assertThat(orphans).isNotEmpty();
            group.untilMediaOf(before);

            first.signal("STOP");
            Map<String, StreamStatus> taken = states.untilAllLive(atLeastNext(before, orphans));
            assertThat(states.readBy("one")).isEmpty();
            first.signal("CONT");
            states.untilSomeAreReadBy("one");
            Map<String, StreamStatus> after = states.untilAllLive();
            assertThat(first.said()).contains("stood still");
            after.forEach((stream, status) -> assertThat(status.getEpoch())
                    .as(stream + ": epochs never go back")
                    .isGreaterThanOrEqualTo(StreamStates.of(stream, taken).getEpoch()));
            group.untilMediaOf(after);
            group.admitted()
                    .forEach((stream, seconds) -> assertThat(seconds)
                            .as(stream + ": what admission lets through, by second")
                            .doesNotHaveDuplicates());
            first.terminate(LIMIT);
            second.terminate(LIMIT);
        }
    }

    private static Set<String> changed(Map<String, StreamStatus> before, Map<String, StreamStatus> after) {
        return after.keySet().stream()
                .filter(stream -> StreamStates.of(stream, after).getEpoch()
                        != StreamStates.of(stream, before).getEpoch())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Long> atLeastNext(Map<String, StreamStatus> before, Set<String> streams) {
        Map<String, Long> least = new HashMap<>();
        streams.forEach(
                stream -> least.put(stream, StreamStates.of(stream, before).getEpoch() + 1));
        return least;
    }

    private static double secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos) / 1_000.0;
    }

    /** One set of topics with a list of looped files. */
    private final class Group {
        private final Product product = new Product(folder);
        private final Topics topics;
        private final List<Object> flags;

        Group(String prefix) {
            topics = new Topics(prefix, 12);
            flags = List.of(
                    "--bootstrap-server",
                    cluster.orElseThrow().bootstrapServers(),
                    "--schema-registry-url",
                    registryAddress(),
                    "--set",
                    "topics.prefix=" + prefix,
                    "--set",
                    "topics.partitions=12",
                    "--set",
                    "topics.replicationFactor=1");
            Path clip = TestClip.of("red+tone", "lime+tone", "blue").writeTo(folder.resolve("clip.mp4"));
            run("topics", "apply");
            List<Object> add = new ArrayList<>(List.of("sources", "add", "--playback", "loop"));
            IntStream.range(0, STREAMS).forEach(number -> add.add("camera-" + number + "=" + clip));
            run(add.toArray());
        }

        Product.Running worker(String name) {
            return product.start(
                    with("ingest", "--group", "cameras", "--worker", name, "--set", "sources.folders=" + folder));
        }

        StreamStates states() {
            return new StreamStates(cluster.orElseThrow(), topics, STREAMS, LIMIT);
        }

        /** Waits until every stream has some seconds of media in the epoch of this state. */
        void untilMediaOf(Map<String, StreamStatus> states) {
            try (SegmentLog log = new SegmentLog()) {
                log.reader.until("some seconds of every stream", LIMIT, records -> {
                    Map<String, Integer> counts = new HashMap<>();
                    records.forEach(record -> {
                        Segment segment = log.segment(record);
                        StreamStatus state = states.get(segment.getStream());
                        if (state != null && segment.getEpoch() >= state.getEpoch()) {
                            counts.merge(segment.getStream(), 1, Integer::sum);
                        }
                    });
                    return counts.size() == STREAMS && counts.values().stream().allMatch(count -> count >= 3);
                });
            }
        }

        /** Seconds of media that admission lets through, a stream: in order of epoch and index, each once. */
        Map<String, List<Long>> admitted() {
            Map<String, List<Long>> seconds = new TreeMap<>();
            Map<String, long[]> progress = new HashMap<>();
            try (SegmentLog log = new SegmentLog()) {
                for (ConsumerRecord<String, byte[]> record : log.reader.rest(LIMIT)) {
                    Segment segment = log.segment(record);
                    long[] last = progress.computeIfAbsent(segment.getStream(), any -> new long[] {-1, -1});
                    boolean isNews = segment.getEpoch() > last[0]
                            || (segment.getEpoch() == last[0] && segment.getIndex() > last[1]);
                    if (segment.getKind() == SegmentKind.MEDIA && isNews) {
                        progress.put(segment.getStream(), new long[] {segment.getEpoch(), segment.getIndex()});
                        seconds.computeIfAbsent(segment.getStream(), any -> new ArrayList<>())
                                .add(segment.getIndex());
                    }
                }
            }
            assertThat(seconds).hasSize(STREAMS);
            return seconds;
        }

        /** The segments of this group, from their beginning. */
        private final class SegmentLog implements AutoCloseable {
            private final TopicReader reader = new TopicReader(
                    cluster.orElseThrow().bootstrapServers(), topics.segments().name());
            private final SchemaRegistry registry =
                    new HttpSchemaRegistry(RegistrySettings.of(URI.create(registryAddress())));
            private final Deserializer<Segment> values =
                    new AvroSerdes(registry).of(topics.segments()).deserializer();

            Segment segment(ConsumerRecord<String, byte[]> record) {
                return values.deserialize(record.topic(), record.value());
            }

            @Override
            public void close() {
                values.close();
                registry.close();
                reader.close();
            }
        }

        private void run(Object... command) {
            Product.Finished finished = product.run(LIMIT, with(command));
            assertThat(finished.exitCode()).as(finished.errors()).isZero();
        }

        private Object[] with(Object... command) {
            List<Object> all = new ArrayList<>(Arrays.asList(command));
            all.addAll(flags);
            return all.toArray();
        }
    }

    private static String registryAddress() {
        return cluster.orElseThrow().schemaRegistryAddress().toString();
    }
}
