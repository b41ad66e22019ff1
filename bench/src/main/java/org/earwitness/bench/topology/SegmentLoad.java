package org.earwitness.bench.topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.Topic;

/** Publishes segments without reading media: as many as wanted, each stream's in order. One thread; whoever opened it closes it. */
public final class SegmentLoad implements AutoCloseable {
    private final Topic<Segment> topic;
    private final KafkaProducer<String, Segment> producer;
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

    public SegmentLoad(Cluster cluster) {
        topic = cluster.topics().segments();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        topic.maxMessageBytes(),
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "none"),
                new StringSerializer(),
                cluster.serdes().of(topic).serializer());
    }

    /** Publishes so many seconds of each stream, all with the media of one segment; returns when the broker has them. */
    public void publish(List<String> streams, int seconds, Segment media) {
        for (int second = 0; second < seconds; second++) {
            for (String stream : streams) {
                send(at(media, stream, second));
            }
        }
        flush();
    }

    /** Sends one segment, of its own stream; {@link #flush()} says whether it arrived. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback gathers refusals
    public void send(Segment segment) {
        producer.send(new ProducerRecord<>(topic.name(), segment.getStream(), segment), (sent, refusal) -> {
            if (refusal != null) {
                failures.add(refusal);
            }
        });
    }

    /**
     * Waits until the broker has all that was sent.
     *
     * @throws IllegalStateException when it refused one
     */
    public void flush() {
        producer.flush();
        Optional.ofNullable(failures.peek()).ifPresent(refusal -> {
            throw new IllegalStateException("the broker refused a segment: " + refusal.getMessage(), refusal);
        });
    }

    /** The media of one segment as a second of another stream. */
    public static Segment at(Segment media, String stream, long second) {
        // Not from a copy: Avro would look classes up by name for it, and copy 70 KB.
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(media.getKind())
                .setEpoch(0)
                .setIndex(second)
                .setStartMicros(second * 1_000_000)
                .setClock(media.getClock())
                .setDurationMicros(1_000_000)
                .setFrames(media.getFrames())
                .setAudio(media.getAudio())
                .setVideoTrack(media.getVideoTrack())
                .setAudioTrack(media.getAudioTrack())
                .build();
    }

    @Override
    public void close() {
        producer.close();
    }
}
