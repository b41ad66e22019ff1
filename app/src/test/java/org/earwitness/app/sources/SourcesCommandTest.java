package org.earwitness.app.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.GoldenFile;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.configuration.TopicsConfig;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code sources} on a real broker and registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SourcesCommandTest {
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
    void whatIsAddedIsListedUntilItIsRemoved() throws Exception {
        apply("list.");
        assertThat(run("list.", "sources", "list").out())
                .isEqualTo("No streams. Add one with `earwitness sources add ID=URL`.\n");

        Invocation add = run(
                "list.",
                "sources",
                "add",
                "gate=rtsp://admin:${env:STREAM_GATE}@10.0.0.7/main",
                "yard=rtsp://10.0.0.8/main");
        assertThat(add.exitCode()).as(add.err()).isEqualTo(ExitCode.OK);
        assertThat(add.out()).isEqualTo("""
                gate added: rtsp://10.0.0.7/main
                yard added: rtsp://10.0.0.8/main
                """);
        assertThat(run("list.", "sources", "add", "yard=rtsp://10.0.0.8/main").out())
                .isEqualTo("yard is there already: rtsp://10.0.0.8/main\n");
        assertThat(run("list.", "sources", "add", "yard=rtsp://10.0.0.8/main", "--transport", "udp")
                        .out())
                .isEqualTo("yard changed: rtsp://10.0.0.8/main\n");
        say("list.", "gate", StreamCondition.LIVE, "media is coming", 1_790_000_000);

        List<String> table = run("list.", "sources", "list").out().lines().toList();
        assertThat(table).hasSize(3);
        assertThat(table.get(0))
                .startsWith("STREAM")
                .contains("STATE", "WORKER", "EPOCH", "PLAYBACK", "ADDRESS", "REASON");
        assertThat(table.get(1)).startsWith("gate").contains("LIVE", "host-1", "1790000000", "live", "media is coming");
        assertThat(table.get(2)).startsWith("yard").contains(" - ");
        assertThat(run("list.", "sources", "list", "--json").out().lines().toList())
                .containsExactly(
                        "{\"stream\":\"gate\",\"address\":\"rtsp://10.0.0.7/main\",\"playback\":\"live\",\"transport\":\"tcp\","
                                + "\"tracks\":\"both\",\"state\":\"LIVE\",\"reason\":\"media is coming\",\"cause\":\"\","
                                + "\"worker\":\"host-1\",\"epoch\":1790000000}",
                        "{\"stream\":\"yard\",\"address\":\"rtsp://10.0.0.8/main\",\"playback\":\"live\",\"transport\":\"udp\","
                                + "\"tracks\":\"both\"}");

        Invocation typo = run("list.", "sources", "remove", "gaet");
        assertThat(typo.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(typo.err()).contains("no stream gaet", "Did you mean gate?");
        assertThat(run("list.", "sources", "remove", "gate", "yard").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("list.", "sources", "list").out()).startsWith("No streams.");
    }

    @Test
    void aSecretIsRefusedWithAdviceAndNothingIsWritten() {
        apply("secret.");

        Invocation add = run(
                "secret.", "sources", "add", "yard=rtsp://10.0.0.8/main", "gate=rtsp://admin:hunter2@10.0.0.7/main");

        assertThat(add.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(add.err())
                .contains("stream gate holds a password in its address", "${env:STREAM_NAME}", "${file:")
                .doesNotContain("hunter2");
        assertThat(run("secret.", "sources", "list").out()).startsWith("No streams.");
    }

    @Test
    void theStreamsOfAFileAreAddedAtOnce(@TempDir Path folder) throws Exception {
        apply("file.");
        Path file = Files.writeString(folder.resolve("streams.yaml"), """
                streams:
                  gate: rtsp://10.0.0.7/main
                  clip: {address: clip.mp4, playback: loop}
                """);

        Invocation add = run("file.", "sources", "add", "--config", file.toString());

        assertThat(add.exitCode()).as(add.err()).isEqualTo(ExitCode.OK);
        assertThat(run("file.", "sources", "list").out()).contains("gate", "clip", "loop");
        assertThat(run("file.", "sources", "add").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("file.", "sources", "add", "rtsp://10.0.0.7/?a=b").err()).contains("is not ID=URL");
    }

    @Test
    void withoutTheTopicItSaysHowToMakeIt() {
        Invocation list = run("none.", "sources", "list");

        assertThat(list.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(list.err()).contains("none.sources");
    }

    @Test
    void contradictionsOfIngestAreRefused() {
        apply("contra.");
        for (List<String> arguments : List.of(
                List.of("ingest"),
                List.of("ingest", "--group", "a", "clip.mp4"),
                List.of("ingest", "--group", "a", "--stream", "gate=rtsp://10.0.0.7/"),
                List.of("ingest", "--worker", "w", "--stream", "gate=rtsp://10.0.0.7/"),
                List.of("ingest", "--stream", "gate=rtsp://10.0.0.7/", "clip.mp4"),
                List.of("ingest", "--stream", "rtsp://10.0.0.7/"))) {
            Invocation invocation = run("contra.", arguments.toArray(String[]::new));
            assertThat(invocation.exitCode()).as(arguments.toString()).isEqualTo(ExitCode.USAGE);
        }
    }

    private void apply(String prefix) {
        Invocation applied = run(prefix, "topics", "apply");
        assertThat(applied.exitCode()).as(applied.err()).isEqualTo(ExitCode.OK);
    }

    private void say(String prefix, String stream, StreamCondition state, String reason, long epoch) throws Exception {
        Topics topics = new Topics(prefix, 2);
        StreamStatus status = StreamStatus.newBuilder()
                .setStream(stream)
                .setState(state)
                .setReason(reason)
                .setEpoch(epoch)
                .setNextIndex(epoch)
                .setAttempt(0)
                .setSource("rtsp://10.0.0.7/main")
                .setTracks("")
                .setClock(Clock.ARRIVAL)
                .setWorker("host-1")
                .build();
        try (SchemaRegistry registry =
                        new HttpSchemaRegistry(RegistrySettings.of(cluster().schemaRegistryAddress()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster().bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            byte[] value = new AvroSerdes(registry)
                    .of(topics.streams())
                    .serializer()
                    .serialize(topics.streams().name(), status);
            producer.send(new ProducerRecord<>(topics.streams().name(), stream, value))
                    .get(20, TimeUnit.SECONDS);
        }
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
}
