package org.earwitness.app.run;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;

/**
 * Fetches the frames of the segments that pictures show, out of a second reading of the segments: which segment is a peak is
 * only known at the end, and keeping all frames until then would take as much memory as the media is long. One thread.
 */
final class PeakFrames {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofMillis(500);

    private final Map<String, Map<Long, byte[]>> jpegs = new HashMap<>();
    private final Map<String, Double> aspects = new HashMap<>();

    private PeakFrames() {}

    /** No frames at all: pictures show their places empty. */
    static PeakFrames none() {
        return new PeakFrames();
    }

    /** Reads the frames that the pictures of these reports show. */
    static PeakFrames read(ClusterAccess cluster, List<StreamReport> reports) {
        PeakFrames frames = new PeakFrames();
        Map<String, Set<Long>> wanted = reports.stream()
                .collect(Collectors.toMap(
                        StreamReport::stream,
                        report -> TimeLinePicture.shown(report).stream()
                                .map(IntervalLine::peakSegment)
                                .collect(Collectors.toSet())));
        frames.fetch(cluster, wanted);
        return frames;
    }

    /** The frames of a stream, by segment; decoded here, so ask for one stream at a time. */
    Map<Long, BufferedImage> of(String stream) {
        Map<Long, BufferedImage> pictures = new HashMap<>();
        Optional.ofNullable(jpegs.get(stream))
                .ifPresent(found -> found.forEach(
                        (segment, jpeg) -> decode(stream, jpeg).ifPresent(picture -> pictures.put(segment, picture))));
        return pictures;
    }

    /** Width by height of a stream's picture; that of most cameras where nobody said. */
    double aspect(String stream) {
        return aspects.getOrDefault(stream, 16.0 / 9);
    }

    private void fetch(ClusterAccess cluster, Map<String, Set<Long>> wanted) {
        Map<String, Object> settings = new HashMap<>(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-run-frames");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        String segments = cluster.topics().segments().name();
        String streams = cluster.topics().streams().name();
        try (KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
                Deserializer<Segment> segment =
                        cluster.serdes().of(cluster.topics().segments()).deserializer();
                Deserializer<StreamStatus> status =
                        cluster.serdes().of(cluster.topics().streams()).deserializer()) {
            List<TopicPartition> partitions = List.of(segments, streams).stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, ANSWER).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
            int idle = 0;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue())) {
                int read = 0;
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    read++;
                    if (record.topic().equals(streams)) {
                        note(status.deserialize(streams, record.value()));
                    } else if (wanted.containsKey(record.key())) {
                        note(
                                segment.deserialize(segments, record.value()),
                                wanted.getOrDefault(record.key(), Set.of()));
                    }
                }
                idle = read == 0 ? idle + 1 : 0;
                if (idle * TURN.toMillis() > ANSWER.toMillis()) {
                    throw CommandFailed.failed("the segments of this run cannot be read a second time for the pictures:"
                            + " nothing came for " + ANSWER.toSeconds() + " s. Run it without --out.");
                }
            }
        }
    }

    private void note(StreamStatus status) {
        PictureAspect.in(status.getTracks()).ifPresent(aspect -> aspects.put(status.getStream(), aspect));
    }

    private void note(Segment segment, Set<Long> wanted) {
        List<ByteBuffer> frames = segment.getFrames();
        if (segment.getKind() == SegmentKind.MEDIA && !frames.isEmpty() && wanted.contains(segment.getIndex())) {
            ByteBuffer middle = frames.get(frames.size() / 2).duplicate();
            byte[] jpeg = new byte[middle.remaining()];
            middle.get(jpeg);
            jpegs.computeIfAbsent(segment.getStream(), stream -> new HashMap<>())
                    .put(segment.getIndex(), jpeg);
        }
    }

    private static Optional<BufferedImage> decode(String stream, byte[] jpeg) {
        try {
            return Optional.ofNullable(ImageIO.read(new ByteArrayInputStream(jpeg)));
        } catch (IOException unreadable) {
            throw CommandFailed.failed(
                    "a frame of " + stream + " cannot be drawn: " + unreadable.getMessage(), unreadable);
        }
    }
}
