package org.earwitness.bench.pipeline;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.VideoTrack;

/**
 * Streams with nothing to see or hear, ten segments a second each: they cost hardly more than their way through the log, so what
 * is measured beside them has the cores. Index and time of a segment are tied, so a later one has the greater index.
 */
final class Feed implements AutoCloseable {
    private static final long PERIOD_NANOS = 100_000_000;
    private static final long MILLION = 1_000_000;

    private final List<String> streams;
    private final long startNanos = System.nanoTime();
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<Segment> serializer;
    private final Topic<Segment> topic;
    private final Thread sender;
    private volatile boolean closed;

    Feed(Cluster cluster, List<String> streams) {
        this.streams = List.copyOf(streams);
        topic = cluster.topics().segments();
        serializer = cluster.serdes().of(topic).serializer();
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        sender = new Thread(this::send, "feed");
        sender.setDaemon(true);
        sender.start();
    }

    List<String> streams() {
        return streams;
    }

    /** A segment of this index or a greater one is not sent before now. */
    long indexFromNowOn() {
        return (System.nanoTime() - startNanos) / PERIOD_NANOS + 1;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // whoever misses the events says so
    private void send() {
        long index = 0;
        while (!closed) {
            long early = startNanos + index * PERIOD_NANOS - System.nanoTime();
            if (early > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(early);
                continue;
            }
            for (String stream : streams) {
                byte[] value = serializer.serialize(topic.name(), segment(stream, index));
                producer.send(new ProducerRecord<>(topic.name(), stream, value));
            }
            index++;
        }
    }

    private static Segment segment(String stream, long index) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(SegmentKind.MEDIA)
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * MILLION)
                .setClock(Clock.MEDIA)
                .setDurationMicros(MILLION)
                .setFrames(List.of())
                .setAudio(ByteBuffer.allocate(0))
                .setVideoTrack(VideoTrack.MISSING)
                .setAudioTrack(AudioTrack.MISSING)
                .build();
    }

    @Override
    public void close() {
        closed = true;
        try {
            sender.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        serializer.close();
    }
}
