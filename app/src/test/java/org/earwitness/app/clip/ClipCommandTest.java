package org.earwitness.app.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
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
import org.earwitness.ingest.clip.ClipConfig;
import org.earwitness.ingest.clip.ClipRecorder;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.SourceLimits;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.ingest.source.SourceSettings;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipCommandTest {
    private static final String STREAM = "north/gate";
    private static final SourceLimits LIMITS = new SourceLimits(10_000, 10_000, 1, 8_192, 64, 3);

    @TempDir
    Path folder;

    private Path clips() {
        return folder.resolve("clips");
    }

    @BeforeEach
    void keepASample() {
        ClipConfig config = new ClipConfig(Optional.of(clips().toString()), "local", 600_000, 1L << 30, 2_000);
        Path sample = GoldenFile.root().resolve("samples/yard.mp4");
        try (Clips kept = Clips.open(config, new SimpleMeterRegistry(), Clock.systemUTC());
                ClipRecorder recorder = kept.recorder(STREAM);
                FfmpegSource source = new FfmpegSource(
                        new MediaAddress(sample.toString()),
                        SourceSettings.FILE,
                        LIMITS,
                        new SourceMeters(new SimpleMeterRegistry()),
                        Clock.systemUTC(),
                        Optional.of(recorder))) {
            MediaEvent event = source.next();
            while (!(event instanceof MediaEvent.Ended)) {
                assertThat(event).isNotInstanceOf(MediaEvent.Failed.class);
                event = source.next();
            }
            for (long second = 0; second < 5; second++) {
                recorder.segment(0, second, second * 1_000_000, (second + 1) * 1_000_000);
            }
        }
    }

    private Invocation clip(String... arguments) {
        List<String> line = new ArrayList<>(List.of("clip"));
        Collections.addAll(line, arguments);
        return Invocation.of(line.toArray(String[]::new));
    }

    @Test
    void segmentsAreCutWithoutACluster() {
        Path out = folder.resolve("out.mp4");

        Invocation cut = clip(
                "--stream", STREAM, "--from", "1", "--to", "3", "--clips", clips().toString(), "--out", out.toString());

        assertThat(cut.err()).isEmpty();
        assertThat(cut.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(cut.out()).contains("stream north/gate, epoch 0, segments 1 to 3, 3.0 s, ");
        assertThat(out).isNotEmptyFile();
    }

    @Test
    void whatIsNotKeptIsRefusedInWords() {
        String out = folder.resolve("out.mp4").toString();

        Invocation later = clip("--stream", STREAM, "--from", "70", "--clips", clips().toString(), "--out", out);
        Invocation other = clip("--stream", "door", "--from", "1", "--clips", clips().toString(), "--out", out);
        Invocation nowhere = clip("--stream", STREAM, "--from", "1", "--out", out);
        Invocation both = clip("--stream", STREAM, "--interval", "a/0/1/bark", "--clips", "x", "--out", out);
        Invocation noId = clip("--interval", "bark", "--clips", clips().toString(), "--out", out);

        assertThat(later.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(later.err()).contains("what is kept is epoch 0: 0 to 4");
        assertThat(other.err()).contains("nothing of stream door is kept");
        assertThat(nowhere.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(nowhere.err()).contains("--clips FOLDER");
        assertThat(both.err()).contains("either an interval");
        assertThat(noId.err()).contains("STREAM/EPOCH/INDEX/LABEL");
        assertThat(Path.of(out)).doesNotExist();
    }

    @Test
    void anIntervalIsLookedUpInItsTopicAndCut() throws Exception {
        Path home = GoldenFile.root().resolve("app/target/registry");
        Topics topics = TopicsConfig.DEFAULTS.embeddedCatalogue();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Settings.of(topics, home))) {
            publish(cluster, topics, interval(0, 1, IntervalState.OPEN), interval(1, 3, IntervalState.CLOSED));
            String[] access = {
                "--bootstrap-server",
                cluster.bootstrapServers(),
                "--schema-registry-url",
                cluster.schemaRegistryAddress().toString()
            };
            Path out = folder.resolve("out.mkv");

            Invocation cut = clip(with(access, "north/gate/0/1/bark", out));
            Invocation unknown = clip(with(access, "north/gate/0/2/bark", folder.resolve("other.mkv")));

            assertThat(cut.err()).isEmpty();
            assertThat(cut.out()).contains("segments 1 to 3, 3.0 s");
            assertThat(out).isNotEmptyFile();
            assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(unknown.err()).contains("there is no interval north/gate/0/2/bark in av.intervals");
        }
    }

    private String[] with(String[] access, String id, Path out) {
        List<String> line = new ArrayList<>(List.of(access));
        line.addAll(List.of("--interval", id, "--clips", clips().toString(), "--out", out.toString()));
        return line.toArray(String[]::new);
    }

    private static void publish(EmbeddedCluster cluster, Topics topics, EventInterval... intervals) throws Exception {
        try (SchemaRegistry registry = new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress()));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", cluster.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            String topic = topics.intervals().name();
            for (EventInterval interval : intervals) {
                byte[] value = new AvroSerdes(registry)
                        .of(topics.intervals())
                        .serializer()
                        .serialize(topic, interval);
                producer.send(new ProducerRecord<>(topic, STREAM, value)).get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static EventInterval interval(int revision, long lastIndex, IntervalState state) {
        return EventInterval.newBuilder()
                .setId(STREAM + "/0/1/bark")
                .setRevision(revision)
                .setStream(STREAM)
                .setEpoch(0)
                .setLabel("bark")
                .setState(state)
                .setFirstIndex(1)
                .setLastIndex(lastIndex)
                .setStartMicros(1_000_000)
                .setEndMicros((lastIndex + 1) * 1_000_000)
                .setClock(org.earwitness.schemas.Clock.MEDIA)
                .setPeakScore(0.9f)
                .setPeakIndex(1)
                .setPeakAttention(Collections.nCopies(49, 0f))
                .setMeanScore(0.9f)
                .setSegments(1)
                .setModel(new PackReference("fixed", "1.0.0", "d".repeat(64)))
                .build();
    }
}
