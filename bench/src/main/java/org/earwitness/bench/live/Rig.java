package org.earwitness.bench.live;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;

/** Cameras, an ingest that reads them, a broker in a process of its own, and a reader that notes what arrives there and when. */
final class Rig implements AutoCloseable {
    private static final Duration TURN = Duration.ofMillis(50);

    /** A second of media on the broker: which one, and when it was appended, milliseconds since 1970. */
    record Arrived(String stream, long epoch, long index, long appendedMillis) {
        /** How long after the end of the second that is. */
        long delayMillis() {
            return appendedMillis - (index + 1) * 1_000;
        }
    }

    /** A state on the broker, and when it was told. */
    record Told(String stream, StreamCondition condition, String cause, long toldMillis) {}

    private final ScheduledExecutorService pacing = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "camera-pace");
        thread.setDaemon(true);
        return thread;
    });
    private final Cluster cluster;
    private final Ingest ingest;
    private final List<Camera> cameras = new ArrayList<>();
    private final Queue<Arrived> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Thread reader;
    private volatile boolean closed;

    Rig(Workbench workbench, Camera.Film film, int count) {
        cluster = Cluster.start(workbench);
        ingest = new Ingest(
                IngestConfig.DEFAULTS,
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()),
                cluster.topics(),
                cluster.serdes(),
                new SimpleMeterRegistry());
        reader = new Thread(this::follow, "bench-reader");
        reader.setDaemon(true);
        reader.start();
        for (int camera = 0; camera < count; camera++) {
            cameras.add(new Camera(film, pacing));
            ingest.supervise(
                    StreamDefinition.live(name(camera), cameras.get(camera).address()), 0);
        }
    }

    static String name(int camera) {
        return "camera-" + camera;
    }

    /** Film of so many seconds at a constant bit rate. */
    static Camera.Film film(Workbench workbench, int seconds, String size, int bitsPerSecond) {
        Path file = workbench.root().resolve("bench/target/media/live-" + size + "-" + seconds + ".ts");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                workbench
                        .commands()
                        .run(
                                "film",
                                List.of(
                                        "ffmpeg",
                                        "-nostdin",
                                        "-v",
                                        "error",
                                        "-y",
                                        "-f",
                                        "lavfi",
                                        "-i",
                                        "testsrc2=size=" + size + ":rate=25:duration=" + seconds,
                                        "-f",
                                        "lavfi",
                                        "-i",
                                        "sine=frequency=440:duration=" + seconds,
                                        "-c:v",
                                        "libx264",
                                        "-preset",
                                        "ultrafast",
                                        "-g",
                                        "25",
                                        "-b:v",
                                        Integer.toString(bitsPerSecond / 2),
                                        "-maxrate",
                                        Integer.toString(bitsPerSecond / 2),
                                        "-bufsize",
                                        Integer.toString(bitsPerSecond / 4),
                                        "-c:a",
                                        "aac",
                                        "-b:a",
                                        "64k",
                                        "-ac",
                                        "1",
                                        "-muxrate",
                                        Integer.toString(bitsPerSecond),
                                        "-f",
                                        "mpegts",
                                        file.toString()));
            }
            return new Camera.Film(Files.readAllBytes(file), seconds);
        } catch (IOException e) {
            throw new UncheckedIOException("the film of the cameras cannot be made", e);
        }
    }

    private void follow() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        String segments = cluster.topics().segments().name();
        String streams = cluster.topics().streams().name();
        var segmentOf = cluster.serdes().of(cluster.topics().segments()).deserializer();
        var statusOf = cluster.serdes().of(cluster.topics().streams()).deserializer();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(segments, streams).stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(TURN)) {
                    if (record.topic().equals(segments)) {
                        Segment segment = segmentOf.deserialize(segments, record.value());
                        if (segment.getKind() == SegmentKind.MEDIA) {
                            arrived.add(new Arrived(
                                    segment.getStream(), segment.getEpoch(), segment.getIndex(), record.timestamp()));
                        }
                    } else {
                        StreamStatus status = statusOf.deserialize(streams, record.value());
                        told.add(
                                new Told(status.getStream(), status.getState(), status.getCause(), record.timestamp()));
                    }
                }
            }
        }
    }

    Camera camera(int number) {
        return cameras.get(number);
    }

    int count() {
        return cameras.size();
    }

    Ingest ingest() {
        return ingest;
    }

    Cluster cluster() {
        return cluster;
    }

    /** All seconds that arrived so far. */
    List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    /** All states that were told so far. */
    List<Told> told() {
        return List.copyOf(told);
    }

    /** Forgets what arrived, so that a long run does not fill the memory. */
    void forget() {
        arrived.clear();
        told.clear();
    }

    @Override
    public void close() {
        ingest.close();
        cameras.forEach(Camera::close);
        pacing.shutdownNow();
        closed = true;
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cluster.close();
    }
}
