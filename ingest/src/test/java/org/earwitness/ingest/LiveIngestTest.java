package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.publish.FixedRegistry;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.ScriptedMediaSource;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveIngestTest {
    private static final long NOW = 1_800_000_000L;

    private final Topics topics = Topics.standard();
    private final AvroSerdes serdes = new AvroSerdes(new FixedRegistry());
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private Ingest ingest(LiveConfig live, Function<StreamDefinition, MediaSource> sources) {
        IngestConfig standard = IngestConfig.DEFAULTS;
        IngestConfig config = new IngestConfig(
                standard.framesPerSecond(),
                standard.frameSize(),
                standard.jpegQuantizer(),
                standard.maxLeadMillis(),
                standard.openTimeoutMillis(),
                standard.readTimeoutMillis(),
                standard.decoderThreads(),
                standard.maxDimension(),
                standard.queueBytes(),
                standard.overflow(),
                standard.publishTimeoutMillis(),
                standard.closeTimeoutMillis(),
                live,
                standard.clips());
        return new Ingest(
                config,
                producer,
                topics,
                serdes,
                meters,
                ScriptedOpening.live(sources),
                Clips.off(),
                new IngestSurroundings(
                        "worker-1",
                        Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC),
                        WorkerSecrets.all(Map.of())));
    }

    private static LiveConfig hurried() {
        LiveConfig usual = LiveConfig.DEFAULTS;
        return new LiveConfig(
                usual.openMillis(),
                500,
                1_000,
                usual.maxLeadMillis(),
                20,
                50,
                usual.breakerAfterMillis(),
                usual.breakerMillis(),
                usual.heartbeatMillis(),
                usual.overflow());
    }

    private List<String> segments() {
        return producer.history().stream()
                .filter(record -> record.topic().equals("av.segments"))
                .map(record -> serdes.of(topics.segments()).deserializer().deserialize(record.topic(), record.value()))
                .map(LiveIngestTest::words)
                .toList();
    }

    private static String words(Segment segment) {
        return segment.getKind() + " " + (segment.getEpoch() - NOW) + " " + (segment.getIndex() - NOW) + " "
                + segment.getClock();
    }

    private List<String> states() {
        return producer.history().stream()
                .filter(record -> record.topic().equals("av.streams"))
                .map(record -> serdes.of(topics.streams()).deserializer().deserialize(record.topic(), record.value()))
                .map(LiveIngestTest::words)
                .toList();
    }

    private static String words(StreamStatus status) {
        return status.getState() + (status.getCause().isEmpty() ? "" : " " + status.getCause());
    }

    /** Sound from this UTC place on, half a second a run, told by a sender's clock. */
    private static List<MediaEvent> sound(long utcMicros, int runs) {
        List<MediaEvent> script = new ArrayList<>();
        script.add(new MediaEvent.Opened("pcm", false, true, OptionalLong.empty()));
        script.add(new MediaEvent.ClockReading(0, utcMicros, org.earwitness.schemas.Clock.RTCP, OptionalLong.empty()));
        for (int run = 0; run < runs; run++) {
            script.add(new MediaEvent.AudioSamples(run * 8_000L, new byte[16_000], 8_000));
        }
        return script;
    }

    private static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within 20 s: " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void segmentsBeginAtUtcSecondsAndEachReadingIsAnEpoch() {
        ConcurrentLinkedQueue<MediaSource> sources = new ConcurrentLinkedQueue<>();
        List<MediaEvent> first = sound(NOW * 1_000_000 + 300_000, 6);
        first.add(new MediaEvent.Failed(FailureCause.BROKEN, "reset by rtsp://u:p@h/x"));
        sources.add(new ScriptedMediaSource(first));
        sources.add(new ScriptedMediaSource(sound((NOW + 10) * 1_000_000, 4)));
        try (Ingest ingest = ingest(hurried(), opened -> sources.remove())) {
            Reading reading = ingest.supervise(StreamDefinition.live("gate", "rtsp://u:p@h/x"), 0);
            until(() -> reading.segments() == 4, "four segments, there are " + reading.segments());
            assertThat(reading.nextEpoch()).isEqualTo(NOW + 2);
        }

        // Of the first, what was before second 1 and the part-second behind second 2 are left out.
        assertThat(segments())
                .containsExactly(
                        "MEDIA 0 1 RTCP",
                        "MEDIA 0 2 RTCP",
                        "STALLED 0 3 RTCP",
                        "MEDIA 1 10 RTCP",
                        "MEDIA 1 11 RTCP",
                        "STALLED 1 12 RTCP");
        assertThat(meters.get("earwitness.ingest.seconds.broken").counter().count())
                .isCloseTo(0.3, within(1e-3));
        assertThat(states())
                .containsExactly("CONNECTING", "LIVE", "BACKING_OFF BROKEN", "CONNECTING", "LIVE", "STALLED");
        assertThat(producer.history())
                .allSatisfy(record -> assertThat(new String(record.value(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("u:p"));
    }

    @Test
    void aStepOfTheClockBeginsANewEpochOfTheSameReading() {
        List<MediaEvent> script = sound(NOW * 1_000_000, 4);
        script.add(new MediaEvent.Discontinuity("the PTS jumped"));
        for (int run = 4; run < 8; run++) {
            script.add(new MediaEvent.AudioSamples(run * 8_000L, new byte[16_000], 8_000));
        }
        try (Ingest ingest = ingest(LiveConfig.DEFAULTS, opened -> new ScriptedMediaSource(script))) {
            Reading reading = ingest.supervise(StreamDefinition.live("gate", "rtsp://h/x"), 0);
            until(() -> reading.segments() == 4, "four segments");
        }
        assertThat(segments())
                .containsExactly(
                        "MEDIA 0 0 RTCP",
                        "MEDIA 0 1 RTCP",
                        "MEDIA 1 2 ARRIVAL",
                        "MEDIA 1 3 ARRIVAL",
                        "STALLED 1 4 ARRIVAL");
    }

    /** A source that neither gives anything nor listens. */
    private static final class DeafSource implements MediaSource {
        private final CountDownLatch free;
        private boolean opened;

        DeafSource(CountDownLatch free) {
            this.free = free;
        }

        @Override
        public MediaEvent next() {
            if (!opened) {
                opened = true;
                return new MediaEvent.Opened("pcm", false, true, OptionalLong.empty());
            }
            boolean interrupted = false;
            while (free.getCount() > 0) {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return new MediaEvent.Ended();
        }

        @Override
        public void interrupt() {}

        @Override
        public void close() {}
    }

    @Test
    void aReaderThatHangsAndDoesNotListenIsReplaced() {
        CountDownLatch free = new CountDownLatch(1);
        ConcurrentLinkedQueue<MediaSource> sources = new ConcurrentLinkedQueue<>();
        sources.add(new DeafSource(free));
        sources.add(new ScriptedMediaSource(sound(NOW * 1_000_000, 4)));
        try (Ingest ingest = ingest(hurried(), opened -> sources.remove())) {
            Reading reading = ingest.supervise(StreamDefinition.live("gate", "rtsp://h/x"), 0);
            until(() -> reading.segments() == 2, "two segments of the second reader");
            free.countDown();
        }
        assertThat(states())
                .startsWith("CONNECTING", "SILENT", "STALLED TIMEOUT", "BACKING_OFF TIMEOUT", "CONNECTING", "LIVE");
    }

    @Test
    void oneStreamThatHangsHoldsUpNoOther() {
        CountDownLatch free = new CountDownLatch(1);
        try (Ingest ingest = ingest(
                hurried(),
                definition -> definition.stream().equals("deaf")
                        ? new DeafSource(free)
                        : new ScriptedMediaSource(sound(NOW * 1_000_000, 4)))) {
            ingest.supervise(StreamDefinition.live("deaf", "rtsp://h/x"), 0);
            Reading fine = ingest.supervise(StreamDefinition.live("fine", "rtsp://h/y"), 0);
            until(() -> fine.segments() >= 2, "two segments of the other stream");
            free.countDown();
        }
    }
}
