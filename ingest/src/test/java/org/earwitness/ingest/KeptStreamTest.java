package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.ingest.clip.ClipConfig;
import org.earwitness.ingest.clip.ClipCutter;
import org.earwitness.ingest.clip.ClipReport;
import org.earwitness.ingest.clip.ClipRequest;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.publish.FixedRegistry;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.source.MediaFiles;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that is read, published and kept at once. */
class KeptStreamTest {
    @TempDir
    Path folder;

    @Test
    void segmentsNameTheMediaTheyAreMadeOfAndItCanBeCutByThem() throws Exception {
        Path file = new MediaFiles(folder)
                .make(
                        "gate.mp4",
                        "-f lavfi -i testsrc2=size=96x64:rate=25:duration=9 -f lavfi -i sine=duration=9"
                                + " -c:v mpeg4 -bf 2 -g 25 -c:a aac");
        Path kept = folder.resolve("clips");
        ClipConfig config = new ClipConfig(Optional.of(kept.toString()), "worker-1", 600_000, 1L << 30, 2_000);

        List<Segment> segments = segmentsOf(file, config);

        assertThat(segments).hasSize(9);
        assertThat(segments)
                .extracting(segment -> String.valueOf(segment.getClip()))
                .containsExactly(
                        "clip:gate/0/0@worker-1",
                        "clip:gate/0/1@worker-1",
                        "clip:gate/0/2@worker-1",
                        "clip:gate/0/3@worker-1",
                        "clip:gate/0/4@worker-1",
                        "clip:gate/0/5@worker-1",
                        "clip:gate/0/6@worker-1",
                        "clip:gate/0/7@worker-1",
                        "clip:gate/0/8@worker-1");
        ClipReport report = new ClipCutter(kept)
                .cut(new ClipRequest("gate", OptionalLong.of(0), 3, 5, 0), folder.resolve("out.mp4"));
        assertThat(report.lengthMicros()).isEqualTo(3_000_000);
        assertThat(report.store()).isEqualTo("worker-1");
        assertThat(report.remarks()).isEmpty();
        assertThat(segmentsOf(folder.resolve("out.mp4"), ClipConfig.DEFAULTS))
                .hasSize(3)
                .allSatisfy(segment -> assertThat(segment.getClip()).isNull());
    }

    private static List<Segment> segmentsOf(Path file, ClipConfig kept) throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Topics topics = Topics.standard();
        AvroSerdes serdes = new AvroSerdes(new FixedRegistry());
        MockProducer<String, byte[]> producer = new MockProducer<>(
                true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
        IngestSurroundings surroundings = new IngestSurroundings("", Clock.systemUTC(), WorkerSecrets.all(Map.of()));
        Clips clips = Clips.open(kept, meters, surroundings.clock());
        SourceOpening opening = SourceOpening.byFfmpeg(IngestConfig.DEFAULTS, meters, clips, surroundings);
        try (Ingest ingest =
                new Ingest(IngestConfig.DEFAULTS, producer, topics, serdes, meters, opening, clips, surroundings)) {
            Reading reading = ingest.start(StreamSource.file("gate", file.toString()));
            assertThat(reading.outcome().get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Ended.class);
        }
        return producer.history().stream()
                .filter(record -> record.topic().equals(topics.segments().name()))
                .map(record -> serdes.of(topics.segments()).deserializer().deserialize("", record.value()))
                .filter(segment -> segment.getKind() == SegmentKind.MEDIA)
                .toList();
    }
}
