package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.embedded.EmbeddedRegistry;
import org.earwitness.app.guarantee.EvidenceReader;
import org.earwitness.app.guarantee.Guarantee;
import org.earwitness.app.guarantee.NothingLost;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances of the localizer as processes of their own, over three brokers. */
final class ClusterTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int STREAMS = 6;
    private static Optional<ThreeBrokers> brokers = Optional.empty();
    private static Optional<EmbeddedRegistry> registry = Optional.empty();

    @TempDir
    private static Path shared = Path.of("");

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void startBrokers() throws Exception {
        registry = Optional.of(EmbeddedRegistry.start(new EmbeddedRegistry.Settings(
                Product.root().resolve("app/target/registry"),
                shared.resolve("registry"),
                shared.resolve("registry.log"),
                EmbeddedRegistry.Settings.START_MILLIS)));
        brokers = Optional.of(ThreeBrokers.start());
    }

    @AfterAll
    static void stopBrokers() {
        registry.ifPresent(EmbeddedRegistry::close);
        brokers.ifPresent(ThreeBrokers::close);
    }

    @Test
    void replacingEveryInstanceAndRestartingEveryBrokerLosesAndDoublesNothing() {
        Installation installation = new Installation("rolling.", List.of("streaming.standbyReplicas=1"));
        List<Instance> instances = new ArrayList<>();
        try (Evidence evidence = installation.evidence();
                Product.Running ingest = installation.ingestLive()) {
            for (int i = 0; i < 3; i++) {
                instances.add(installation.instance(i, List.of()).untilReady(LIMIT));
            }
            evidence.untilEvents(STREAMS, LIMIT);
            for (int i = 0; i < 3; i++) {
                instances.get(i).process().terminate(LIMIT);
                instances.set(i, installation.instance(i, List.of()).untilReady(LIMIT));
            }
            int between = evidence.read();
            for (int number : brokers.orElseThrow().numbers()) {
                brokers.orElseThrow().restart(number);
            }
            evidence.untilEvents(between + 5 * STREAMS, LIMIT);
            assertThat(ingest.terminate(LIMIT).exitCode()).as(ingest.said()).isIn(0, 130, 143);

            evidence.untilNothingIsMissing(LIMIT);
            assertThat(evidence.violations()).isEmpty();
            assertThat(instances)
                    .allSatisfy(it -> assertThat(it.process().isAlive())
                            .as(it.process().said())
                            .isTrue());
        } finally {
            instances.forEach(Instance::close);
        }
    }

    @Test
    void theOthersTakeOverFromAKilledInstanceUnderTheStreamsProtocol() {
        Installation installation = new Installation("streams.", List.of("streaming.group.protocol=streams"));
        Product.Finished refused = installation.refused();
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.errors())
                .as("what the brokers lack, said at the start")
                .contains("the cluster has streams.version 0: it needs 1");
        brokers.orElseThrow().turnOnStreamsGroups();
        List<Instance> instances = new ArrayList<>();
        try (Evidence evidence = installation.evidence();
                Product.Running ingest = installation.ingestLive()) {
            for (int i = 0; i < 2; i++) {
                instances.add(installation.instance(i, List.of()).untilReady(LIMIT));
            }
            evidence.untilEvents(2 * STREAMS, LIMIT);
            instances.get(0).process().kill();
            int before = evidence.read();
            // Later than any session time-out, so what comes is from streams of both instances.
            evidence.untilEvents(before + 20 * STREAMS, LIMIT);
            ingest.terminate(LIMIT);

            evidence.untilNothingIsMissing(LIMIT);
            assertThat(evidence.violations()).isEmpty();
        } finally {
            instances.forEach(Instance::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aStandbyTakesOverWithoutReadingTheStateAgain(int standbys) {
        Installation installation =
                new Installation("standby-" + standbys + ".", List.of("streaming.standbyReplicas=" + standbys));
        try (Evidence evidence = installation.evidence();
                Instance first = installation.instance(0, List.of()).untilReady(LIMIT);
                Instance second = installation.instance(1, List.of()).untilReady(LIMIT)) {
            // Shared out before there is any state, so that whatever is read again is read for the take-over.
            await().atMost(LIMIT).until(() -> partitions(first) == 3 && partitions(second) == 3);
            installation.ingestFiles(100);
            evidence.untilEvents(100 * STREAMS, LIMIT);
            evidence.untilNothingIsMissing(LIMIT);
            if (standbys > 0) {
                await().atMost(LIMIT)
                        .until(() -> second.meter("earwitness_streaming_standby_loaded_total") > 300
                                && second.meter("earwitness_streaming_standby_behind") < 30);
            }
            double before = second.meter("earwitness_streaming_restored_total");
            assertThat(first.meter("earwitness_streaming_segments_total"))
                    .as("both worked")
                    .isPositive();
            first.process().kill();
            installation.ingestFiles(5);
            evidence.untilEvents(105 * STREAMS, LIMIT);

            double restored = second.meter("earwitness_streaming_restored_total") - before;
            if (standbys > 0) {
                assertThat(restored)
                        .as(
                                "records read by the standby that took over, which said:%n%s",
                                second.process().said())
                        .isLessThan(30);
            } else {
                assertThat(restored).as("records read where nobody stood by").isGreaterThan(100);
            }
        }
    }

    @Test
    void aNewInstanceGetsItsShareAtOnceHoweverLongTheLogIs() {
        // Whoever lacks one record counts as far behind, as everybody does who joins after hours.
        Installation installation = new Installation("joins.", List.of("kafka.acceptable.recovery.lag=0"));
        try (Evidence evidence = installation.evidence();
                Instance first = installation.instance(0, List.of()).untilReady(LIMIT)) {
            installation.ingestFiles(10);
            evidence.untilEvents(10 * STREAMS, LIMIT);
            try (Instance joins = installation.instance(1, List.of()).untilReady(LIMIT)) {
                await().atMost(LIMIT).until(() -> partitions(first) == 3 && partitions(joins) == 3);
                installation.ingestFiles(5);
                evidence.untilEvents(15 * STREAMS, LIMIT);

                assertThat(joins.meter("earwitness_streaming_segments_total"))
                        .as("segments and ENDED markers of three streams")
                        .isPositive();
                evidence.untilNothingIsMissing(LIMIT);
                assertThat(evidence.violations()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNamedInstanceThatIsRestartedInTimeMovesNoPartition(boolean named) {
        Installation installation =
                new Installation(named ? "named." : "nameless.", List.of("streaming.group.sessionTimeoutMillis=90s"));
        List<String> first = named ? List.of("streaming.group.instanceId=localizer-0") : List.of();
        List<String> second = named ? List.of("streaming.group.instanceId=localizer-1") : List.of();
        try (Instance restarted = installation.instance(0, first).untilReady(LIMIT);
                Instance other = installation.instance(1, second).untilReady(LIMIT)) {
            await().atMost(LIMIT).until(() -> partitions(restarted) == 3 && partitions(other) == 3);
            double before = other.meter("kafka_consumer_coordinator_rebalance_total");
            restarted.process().terminate(LIMIT);
            try (Instance again = installation.instance(0, first).untilReady(LIMIT)) {
                await().atMost(LIMIT).until(() -> partitions(again) == 3 && partitions(other) == 3);
                double rebalances = other.meter("kafka_consumer_coordinator_rebalance_total") - before;

                if (named) {
                    assertThat(rebalances)
                            .as("rebalances that the other one saw")
                            .isZero();
                } else {
                    assertThat(rebalances)
                            .as("rebalances that the other one saw")
                            .isPositive();
                }
            }
        }
    }

    private static double partitions(Instance instance) {
        return instance.meter("kafka_consumer_coordinator_assigned_partitions");
    }

    /** What has come out so far, held against the guarantees. */
    private static final class Evidence implements AutoCloseable {
        private final SchemaRegistry registry;
        private final EvidenceReader reader;
        private final Supplier<String> said;

        /** @param said what the processes said, for whoever waits in vain */
        Evidence(Topics topics, Supplier<String> said) {
            this.said = said;
            registry = new HttpSchemaRegistry(RegistrySettings.of(address()));
            reader = new EvidenceReader(
                    Map.of("bootstrap.servers", brokers.orElseThrow().bootstrapServers()),
                    topics,
                    new AvroSerdes(registry),
                    event -> {});
        }

        int read() {
            reader.poll(Duration.ofMillis(200));
            return reader.evidence(false).events().size();
        }

        void untilEvents(int count, Duration limit) {
            until(count + " events", limit, () -> read() >= count);
        }

        void untilNothingIsMissing(Duration limit) {
            until(
                    "an event of every segment",
                    limit,
                    () -> reader.catchUp(limit)
                            && new NothingLost()
                                    .violations(reader.evidence(true))
                                    .isEmpty());
        }

        private void until(String what, Duration limit, Callable<Boolean> reached) {
            try {
                await().atMost(limit).until(reached);
            } catch (ConditionTimeoutException late) {
                throw new AssertionError(
                        what + " not within " + limit + "; read "
                                + reader.evidence(false).segments().size() + " segments and "
                                + reader.evidence(false).events().size() + " events. They said:\n" + said.get(),
                        late);
            }
        }

        List<String> violations() {
            return Guarantee.ofOneRun().stream()
                    .flatMap(guarantee -> guarantee.violations(reader.evidence(true)).stream()
                            .map(sentence -> guarantee.name() + ": " + sentence))
                    .toList();
        }

        @Override
        public void close() {
            reader.close();
            registry.close();
        }
    }

    /** Topics of its own under a prefix, and the processes that work on them. */
    private final class Installation {
        private final Product product = new Product(folder);
        private final String prefix;
        private final List<Object> flags = new ArrayList<>();
        private final List<Product.Running> started = new ArrayList<>();
        private final Path pack = FixturePack.writeTo(folder.resolve("pack"));

        Installation(String prefix, List<String> settings) {
            this.prefix = prefix;
            flags.addAll(List.of(
                    "--bootstrap-server",
                    brokers.orElseThrow().bootstrapServers(),
                    "--schema-registry-url",
                    address()));
            set(
                    flags,
                    List.of(
                            "topics.prefix=" + prefix,
                            "topics.partitions=" + STREAMS,
                            "topics.replicationFactor=3",
                            "streaming.replicationFactor=3",
                            "streaming.threads=1",
                            "streaming.applicationId=" + prefix + "localizer"));
            set(flags, settings);
            Product.Finished applied = product.run(LIMIT, with(flags, "topics", "apply"));
            assertThat(applied.exitCode()).as(applied.errors()).isZero();
        }

        Evidence evidence() {
            return new Evidence(
                    new Topics(prefix, STREAMS),
                    () -> started.stream().map(Product.Running::said).collect(Collectors.joining("\n--\n")));
        }

        Instance instance(int number, List<String> settings) {
            List<Object> all = new ArrayList<>(flags);
            set(all, List.of("streaming.stateDirectory=" + folder.resolve(prefix + "state-" + number)));
            set(all, settings);
            return new Instance(start(with(all, "localize", "--pack", pack, "--metrics-port", "0")));
        }

        /** An instance that does not start. */
        Product.Finished refused() {
            return product.run(LIMIT, with(flags, "localize", "--pack", pack));
        }

        /** Live streams that go on until the process is told to end. */
        Product.Running ingestLive() {
            Path clip = clip(6);
            List<Object> command = new ArrayList<>(List.of("ingest", "--loop"));
            for (int i = 0; i < STREAMS; i++) {
                command.add("stream-" + i + "=" + another(clip, i));
            }
            return start(with(flags, command.toArray()));
        }

        private Product.Running start(Object[] command) {
            Product.Running process = product.start(command);
            started.add(process);
            return process;
        }

        /** Streams of so many seconds; those that were read before go on in another epoch. */
        void ingestFiles(int seconds) {
            Path clip = clip(seconds);
            List<Object> command = new ArrayList<>(List.of("ingest", "--again"));
            for (int i = 0; i < STREAMS; i++) {
                command.add("stream-" + i + "=" + another(clip, i));
            }
            Product.Finished ingested = product.run(LIMIT, with(flags, command.toArray()));
            assertThat(ingested.exitCode()).as(ingested.errors()).isZero();
        }

        /** The same clip under another name, because one file is one stream. */
        private Path another(Path clip, int number) {
            try {
                Path link = clip.resolveSibling(number + "-" + clip.getFileName());
                return Files.createLink(link, clip);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot link " + clip, e);
            }
        }

        private Path clip(int seconds) {
            return TestClip.of("red+tone").repeated(seconds).writeTo(folder.resolve(prefix + seconds + ".mp4"));
        }
    }

    private static void set(List<Object> flags, List<String> settings) {
        settings.forEach(setting -> flags.addAll(List.of("--set", setting)));
    }

    private static Object[] with(List<Object> flags, Object... command) {
        List<Object> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(flags);
        return all.toArray();
    }

    private static URI address() {
        return registry.orElseThrow().address();
    }
}
