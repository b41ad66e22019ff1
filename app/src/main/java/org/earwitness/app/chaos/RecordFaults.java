package org.earwitness.app.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.app.chaos.Fault.Blow;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;

/** Faults that come as records: what is no segment, and segments of a source whose clock jumps. */
final class RecordFaults {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int POISONS = 6;
    private static final int JUMPS = 40;
    private static final long SEGMENT_MICROS = 1_000_000;

    private RecordFaults() {}

    /** Records of the streams that run, so that the good ones come before and after. */
    static Blow poison(Scene scene) {
        List<String> streams = List.copyOf(scene.installation().streams());
        Instant begin = scene.now();
        try (Sender sender = new Sender(scene.installation())) {
            for (int i = 0; i < POISONS; i++) {
                String stream = scene.oneOf(streams);
                sender.send(stream, bad(i, stream, scene.random(), sender));
            }
        }
        return new Blow(POISONS + " records", begin, scene.now());
    }

    private static Optional<byte[]> bad(int which, String stream, Random random, Sender sender) {
        return switch (which) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of("not a segment".getBytes(StandardCharsets.UTF_8));
            // the prefix of a schema that is there, and no record behind it
            case 2 -> Optional.of(new byte[] {0, 0, 0, 0, 1, 9});
            // of another stream than its key
            case 3 -> Optional.of(sender.bytes(segment("not-" + stream, 0, 0, SegmentKind.MEDIA)));
            // a place that no stream has
            case 4 -> Optional.of(sender.bytes(segment(stream, -7, -7, SegmentKind.MEDIA)));
            default -> Optional.of(noise(random));
        };
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[1 + random.nextInt(4_000)];
        random.nextBytes(noise);
        return noise;
    }

    /** A stream of its own, because a clock that jumped far ahead makes all that follows late. */
    static Blow clockJump(Scene scene) {
        String stream = "jumping-" + Long.toUnsignedString(scene.random().nextLong(), 36);
        Instant begin = scene.now();
        try (Sender sender = new Sender(scene.installation())) {
            long epoch = begin.getEpochSecond();
            long index = epoch;
            for (Jump jump : jumps(scene.random())) {
                epoch = Math.max(0, epoch + jump.epochs());
                index = Math.max(0, index + jump.seconds());
                sender.send(stream, Optional.of(sender.bytes(segment(stream, epoch, index, jump.kind()))));
            }
        }
        return new Blow(JUMPS + " segments of stream " + stream, begin, scene.now());
    }

    private record Jump(int epochs, int seconds, SegmentKind kind) {}

    private static List<Jump> jumps(Random random) {
        List<Jump> jumps = new ArrayList<>();
        for (int i = 0; i < JUMPS; i++) {
            int epochs = 0;
            int seconds = 1;
            SegmentKind kind = SegmentKind.MEDIA;
            switch (random.nextInt(12)) {
                case 0 -> seconds = 2 + random.nextInt(90);
                case 1 -> seconds = -random.nextInt(90);
                case 2 -> seconds = 31_536_000;
                case 3 -> epochs = 1 + random.nextInt(100);
                case 4 -> epochs = -1;
                case 5 -> kind = SegmentKind.STALLED;
                case 6 -> kind = SegmentKind.ENDED;
                default -> {
                    // goes on as it should
                }
            }
            jumps.add(new Jump(epochs, seconds, kind));
        }
        return jumps;
    }

    /** A second without picture and sound, which is background to every pack. */
    private static Segment segment(String stream, long epoch, long index, SegmentKind kind) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(kind)
                .setEpoch(epoch)
                .setIndex(index)
                .setStartMicros(index * SEGMENT_MICROS)
                .setClock(Clock.ARRIVAL)
                .setDurationMicros(kind == SegmentKind.MEDIA ? SEGMENT_MICROS : 0)
                .setFrames(List.of())
                .setAudio(ByteBuffer.allocate(0))
                .setVideoTrack(VideoTrack.MISSING)
                .setAudioTrack(AudioTrack.MISSING)
                .build();
    }

    /** Writes to {@code av.segments} as anybody could. */
    private static final class Sender implements AutoCloseable {
        private final String topic;
        private final SchemaRegistry registry;
        private final Serializer<Segment> values;
        private final KafkaProducer<String, byte[]> producer;

        Sender(Installation installation) {
            topic = installation.topics().segments().name();
            registry = new HttpSchemaRegistry(
                    RegistrySettings.of(installation.infrastructure().registryAddress()));
            values = new AvroSerdes(registry)
                    .of(installation.topics().segments())
                    .serializer();
            producer = new KafkaProducer<>(installation.kafka(), new StringSerializer(), new ByteArraySerializer());
        }

        byte[] bytes(Segment segment) {
            return values.serialize(topic, segment);
        }

        @SuppressWarnings("NullAway") // a record without a value is one of the poisons
        void send(String key, Optional<byte[]> value) {
            try {
                producer.send(new ProducerRecord<>(topic, key, value.orElse(null)))
                        .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a record could not be sent to " + topic, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while sending", e);
            }
        }

        @Override
        public void close() {
            producer.close();
            registry.close();
        }
    }
}
