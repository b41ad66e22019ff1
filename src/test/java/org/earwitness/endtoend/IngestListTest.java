package org.earwitness.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingest --config} as a process of its own, while its list of streams changes. */
final class IngestListTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Topics TOPICS = new Topics("list.", 4);
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
    void streamsComeAndGoWithTheFileAndTheOthersAreNotTouched() throws IOException {
        Product product = new Product(folder);
        Path clip = TestClip.of("red+tone", "lime+tone", "blue").writeTo(folder.resolve("clip.mp4"));
        Product.Finished applied = product.run(LIMIT, with("topics", "apply"));
        assertThat(applied.exitCode()).as(applied.errors()).isZero();
        String gate = "streams:\n  gate: {address: " + clip + ", playback: loop}\n";
        String yard = "  yard: {address: " + clip + ", playback: loop}\n";
        String vault = "  vault: rtsp://viewer:${env:NOBODY_SET_THIS}@127.0.0.1:9/main\n";
        Path list = Files.writeString(folder.resolve("streams.yaml"), gate);

        try (Product.Running ingest = product.start(with("ingest", "--config", list));
                StreamStates states = new StreamStates(cluster.orElseThrow(), TOPICS, 1, LIMIT)) {
            long epoch = states.until("gate", StreamCondition.LIVE).getEpoch();

            replace(list, gate + yard + vault);
            states.until("yard", StreamCondition.LIVE);
            assertThat(states.until("vault", StreamCondition.FAILED).getReason())
                    .contains("the environment variable NOBODY_SET_THIS is not set");
            assertThat(StreamStates.of("vault", states.now()).getCause()).isEqualTo("CREDENTIALS");

            replace(list, gate + "  yard: {adress: " + clip + "}\n");
            Awaitility.await()
                    .atMost(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .until(() -> ingest.said().contains("Did you mean streams.yard.address?"));
            assertThat(StreamStates.of("yard", states.now()).getState()).isEqualTo(StreamCondition.LIVE);

            replace(list, gate);
            states.until("yard", StreamCondition.STALLED);
            assertThat(StreamStates.of("gate", states.now()).getState()).isEqualTo(StreamCondition.LIVE);
            assertThat(StreamStates.of("gate", states.now()).getEpoch())
                    .as("never touched")
                    .isEqualTo(epoch);
            assertThat(ingest.isAlive()).isTrue();
            assertThat(ingest.terminate(LIMIT).exitCode()).as(ingest.said()).isZero();
        }
    }

    /** As an editor does: another file takes the name. */
    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("streams.yaml.new"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Object[] with(Object... command) {
        List<Object> all = new ArrayList<>(Arrays.asList(command));
        all.addAll(List.of(
                "--bootstrap-server",
                cluster.orElseThrow().bootstrapServers(),
                "--schema-registry-url",
                cluster.orElseThrow().schemaRegistryAddress(),
                "--set",
                "topics.prefix=list.",
                "--set",
                "topics.partitions=4",
                "--set",
                "topics.replicationFactor=1"));
        return all.toArray();
    }
}
