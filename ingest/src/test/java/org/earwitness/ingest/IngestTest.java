package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.ingest.clip.ClipConfig;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.publish.FixedRegistry;
import org.earwitness.ingest.publish.Overflow;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.LoopedSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaFiles;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.ScriptedMediaSource;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IngestTest {
    @TempDir
    Path folder;

    private final Topics topics = Topics.standard();
    private final AvroSerdes serdes = new AvroSerdes(new FixedRegistry());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());

    private Ingest ingest(Function<StreamSource, MediaSource> sources) {
        return ingest(producer, sources);
    }

    private Ingest ingest(MockProducer<String, byte[]> writing, Function<StreamSource, MediaSource> sources) {
        return new Ingest(
                IngestConfig.DEFAULTS,
                writing,
                topics,
                serdes,
                meters,
                ScriptedOpening.once(sources),
                Clips.off(),
                new IngestSurroundings("", java.time.Clock.systemUTC(), WorkerSecrets.all(Map.of())));
    }

    private Ingest ingest() {
        SourceMeters counted = new SourceMeters(meters);
        return ingest(source ->
                new FfmpegSource(new MediaAddress(source.address()), IngestConfig.DEFAULTS.sourceLimits(), counted));
    }

    private List<Segment> segments() {
        return producer.history().stream()
                .filter(record -> record.topic().equals("av.segments"))
                .map(record -> serdes.of(topics.segments()).deserializer().deserialize(record.topic(), record.value()))
                .toList();
    }

    private List<StreamStatus> states() {
        return producer.history().stream()
                .filter(record -> record.topic().equals("av.streams"))
                .map(record -> serdes.of(topics.streams()).deserializer().deserialize(record.topic(), record.value()))
                .toList();
    }

    private static Outcome outcome(Reading reading) throws Exception {
        return reading.outcome().get(30, TimeUnit.SECONDS);
    }

    private static List<MediaEvent> sound(int runs) {
        List<MediaEvent> script = new ArrayList<>();
        script.add(new MediaEvent.Opened("pcm", false, true, OptionalLong.empty()));
        for (int run = 0; run < runs; run++) {
            script.add(new MediaEvent.AudioSamples(run * 8_000L, new byte[16_000], 8_000));
        }
        return script;
    }

    @Test
    void aFileBecomesItsSegmentsAnEndedMarkerAndItsStates() throws Exception {
        Path file = new MediaFiles(folder)
                .make(
                        "clip.mp4",
                        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2.5 -f lavfi -i sine=duration=2.5"
                                + " -c:v mpeg4 -c:a aac");
        try (Ingest ingest = ingest()) {
            Reading reading = ingest.start(StreamSource.file("clip.mp4", file.toString()));

            assertThat(outcome(reading)).isEqualTo(new Outcome.Ended(3));
            assertThat(reading.segments()).isEqualTo(3);
            assertThat(reading.progress()).contains(1.0);
        }
        List<Segment> segments = segments();
        assertThat(segments.stream().map(Segment::getIndex)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(segments.stream().map(Segment::getKind))
                .containsExactly(SegmentKind.MEDIA, SegmentKind.MEDIA, SegmentKind.MEDIA, SegmentKind.ENDED);
        assertThat(segments.get(1)).satisfies(segment -> {
            assertThat(segment.getStream()).isEqualTo("clip.mp4");
            assertThat(segment.getEpoch()).isZero();
            assertThat(segment.getStartMicros()).isEqualTo(1_000_000);
            assertThat(segment.getClock()).isEqualTo(Clock.MEDIA);
            assertThat(segment.getDurationMicros()).isEqualTo(1_000_000);
            assertThat(segment.getFrames()).hasSize(4);
            assertThat(segment.getAudio().remaining()).isEqualTo(32_000);
        });
        assertThat(segments.get(3).getDurationMicros()).isZero();
        assertThat(states().stream()
                        .map(state -> state.getState() + " " + state.getNextIndex() + " " + state.getTracks()))
                .containsExactly(
                        "CONNECTING 0 ",
                        "LIVE 0 mpeg4 320x240 25 fps, aac 44100 Hz 1 channel",
                        "ENDED 3 mpeg4 320x240 25 fps, aac 44100 Hz 1 channel");
    }

    @Test
    void twoRunsGiveTheSameBytes() throws Exception {
        Path file = new MediaFiles(folder)
                .make(
                        "clip.mp4",
                        "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2 -f lavfi -i sine=duration=2"
                                + " -c:v mpeg4 -c:a aac");
        try (Ingest ingest = ingest()) {
            outcome(ingest.start(StreamSource.file("clip.mp4", file.toString())));
            List<Segment> first = segments();
            producer.clear();
            outcome(ingest.start(StreamSource.file("clip.mp4", file.toString())));

            assertThat(segments()).isEqualTo(first);
        }
    }

    @Test
    void unreadableMediaFailsWithFfmpegsReasonAndTheOtherFilesAreStillRead() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.mp4"), "this is not a film");
        Path fine = new MediaFiles(folder).make("fine.wav", "-f lavfi -i sine=duration=1");
        try (Ingest ingest = ingest()) {
            Reading broken = ingest.start(StreamSource.file("garbage.mp4", garbage.toString()));
            Reading good = ingest.start(StreamSource.file("fine.wav", fine.toString()));

            assertThat(outcome(broken))
                    .isEqualTo(new Outcome.Failed(
                            "cannot open " + garbage + ": Invalid data found when processing input", 0));
            assertThat(outcome(good)).isEqualTo(new Outcome.Ended(1));
        }
        assertThat(segments()).allMatch(segment -> segment.getStream().equals("fine.wav"));
        assertThat(states().stream()
                        .filter(state -> state.getStream().equals("garbage.mp4"))
                        .map(state -> state.getState().name()))
                .containsExactly("CONNECTING", "FAILED");
    }

    @Test
    void aStreamThatBreaksOffKeepsWhatItGaveAndIsOver() throws Exception {
        List<MediaEvent> script = sound(3);
        script.add(new MediaEvent.Failed("cannot read on in rtsp://u:p@h/x?k=1: nothing received for 10000 ms"));
        try (Ingest ingest = ingest(source -> new ScriptedMediaSource(script))) {
            Reading reading = ingest.start(StreamSource.file("gate", "rtsp://u:p@h/x?k=1"));

            assertThat(outcome(reading))
                    .isEqualTo(new Outcome.Failed("cannot read on in rtsp://h/x: nothing received for 10000 ms", 2));
        }
        assertThat(segments().stream().map(segment -> segment.getKind() + " " + segment.getDurationMicros()))
                .containsExactly("MEDIA 1000000", "MEDIA 500000", "ENDED 0");
        assertThat(states()).allSatisfy(state -> assertThat(state.toString()).doesNotContain("u:p", "k=1"));
    }

    @Test
    void aLiveStreamCountsUnixSecondsAndStopsWithAMarker() throws Exception {
        ScriptedMediaSource source = new ScriptedMediaSource(sound(5));
        try (Ingest ingest = ingest(opened -> source)) {
            Reading reading = ingest.start(StreamSource.live("gate", "rtsp://h/x", 1_800_000_000L));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (reading.segments() < 2 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }

            reading.stop();

            assertThat(outcome(reading)).isEqualTo(new Outcome.Stopped(2));
            assertThat(source.isClosed()).isTrue();
        }
        assertThat(segments().stream().map(segment -> segment.getKind() + " " + segment.getIndex()))
                .containsExactly("MEDIA 1800000000", "MEDIA 1800000001", "STALLED 1800000002");
        assertThat(segments().get(0).getEpoch()).isEqualTo(1_800_000_000L);
        assertThat(segments().get(0).getClock()).isEqualTo(Clock.ARRIVAL);
        assertThat(segments().get(1).getStartMicros()).isEqualTo(1_800_000_001_000_000L);
    }

    @Test
    void closingStopsEveryStreamAndTakesNoNewOne() throws Exception {
        Ingest ingest = ingest(opened -> new ScriptedMediaSource(sound(2)));
        Reading reading = ingest.start(StreamSource.live("gate", "rtsp://h/x", 5));

        ingest.close();

        assertThat(outcome(reading)).isInstanceOf(Outcome.Stopped.class);
        assertThat(producer.closed()).isTrue();
        assertThatThrownBy(() -> ingest.start(StreamSource.file("late", "x.mp4")))
                .hasMessageContaining("ingest is closed");
    }

    @Test
    void aBugInASourceFailsItsStreamAndNothingElse() throws Exception {
        ScriptedMediaSource closed = new ScriptedMediaSource(sound(1));
        closed.close(); // asked for an event it throws
        try (Ingest ingest = ingest(opened -> closed)) {
            assertThat(outcome(ingest.start(StreamSource.file("gate", "x"))))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason()).contains("cannot read on in x"));
        }
    }

    @Test
    void aSourceThatCannotEvenBeMadeFailsItsStreamInsteadOfKeepingItWaiting() throws Exception {
        try (Ingest ingest = ingest(opened -> {
            throw new LinkageError("no natives");
        })) {
            assertThat(outcome(ingest.start(StreamSource.file("gate", "x"))))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason()).contains("cannot open x", "no natives"));
        }
    }

    @Test
    void everyMeterIsInTheCatalogueAndTheOtherWayRound() throws Exception {
        ingest().close();
        ClipConfig kept = new ClipConfig(
                Optional.of(folder.toString()),
                ClipConfig.DEFAULTS.store(),
                ClipConfig.DEFAULTS.keepMillis(),
                ClipConfig.DEFAULTS.keepBytes(),
                ClipConfig.DEFAULTS.pieceMillis());
        Clips.open(kept, meters, java.time.Clock.systemUTC()).close();
        String catalogue;
        try (InputStream yaml = Ingest.class.getResourceAsStream("meters.yaml")) {
            catalogue = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        }

        Set<String> described = Pattern.compile("^- name: (\\S+)$", Pattern.MULTILINE)
                .matcher(catalogue)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> counted = meters.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
        assertThat(counted).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void aLoopAtFullSpeedIsRefused() {
        assertThatThrownBy(() -> new StreamSource("a", "b", Pace.FULL_SPEED, true, Clock.ARRIVAL, 1))
                .hasMessageContaining("would never stop");
    }

    @Test
    void noSourceShowsItsCredentials() throws IOException {
        assertThat(StreamSource.file("gate", "rtsp://u:p@h/x?k=1"))
                .hasToString(
                        "StreamSource[stream=gate, address=rtsp://h/x, pace=FULL_SPEED, looped=false, clock=MEDIA, epoch=0]");
    }

    @Test
    void aSampleIsPlayedInRealTimeRoundAfterRound() throws Exception {
        List<MediaEvent> round = sound(2);
        round.add(new MediaEvent.Ended());
        CountDownLatch segmentsSeen = new CountDownLatch(3);
        MockProducer<String, byte[]> counting =
                new MockProducer<>(
                        true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<String, byte[]> record, Callback callback) {
                        if (record.topic().equals("av.segments")) {
                            segmentsSeen.countDown();
                        }
                        return super.send(record, callback);
                    }
                };
        long begin = System.nanoTime();
        try (Ingest ingest = ingest(counting, opened -> new LoopedSource(() -> new ScriptedMediaSource(round)))) {
            Reading reading = ingest.start(StreamSource.looped("sample", "sample.mp4", 1_800_000_000L));

            assertThat(segmentsSeen.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(2_400));
            reading.stop();
            assertThat(outcome(reading)).isInstanceOf(Outcome.Stopped.class);
        }
        assertThat(counting.history().stream().filter(record -> record.topic().equals("av.segments")))
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void aClusterThatIsAwayHoldsUpNeitherTheSourceNorTheClosing() {
        IngestConfig config = IngestConfig.DEFAULTS;
        IngestConfig hurried = new IngestConfig(
                config.framesPerSecond(),
                config.frameSize(),
                config.jpegQuantizer(),
                config.maxLeadMillis(),
                config.openTimeoutMillis(),
                config.readTimeoutMillis(),
                config.decoderThreads(),
                config.maxDimension(),
                config.queueBytes(),
                Overflow.DROP_OLDEST,
                config.publishTimeoutMillis(),
                1_000,
                config.live(),
                config.clips());
        Path sound = new MediaFiles(folder).make("sound.wav", "-f lavfi -i sine=duration=300");
        long begin = System.nanoTime();
        Reading reading;
        try (Ingest ingest = new Ingest(hurried, Map.of("bootstrap.servers", "127.0.0.1:1"), topics, serdes, meters)) {
            reading = ingest.start(StreamSource.file("sound.wav", sound.toString()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (reading.segments() < 300 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        assertThat(reading.segments()).isEqualTo(300);
        assertThat(meters.counter("earwitness.ingest.segments.dropped", "reason", "overflow")
                        .count())
                .isGreaterThan(100);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }
}
