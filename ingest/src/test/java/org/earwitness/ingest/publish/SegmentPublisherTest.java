package org.earwitness.ingest.publish;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;
import org.earwitness.schemas.VideoTrack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SegmentPublisherTest {
    private static final long PATIENCE_NANOS = SECONDS.toNanos(20);

    private final Topics topics = Topics.standard();
    private final AvroSerdes serdes = new AvroSerdes(new FixedRegistry());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private static MockProducer<String, byte[]> producer(boolean answersItself) {
        return new MockProducer<>(
                answersItself, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    }

    private SegmentPublisher publisher(MockProducer<String, byte[]> producer, long queueBytes, Overflow overflow) {
        return new SegmentPublisher(
                producer, topics, serdes, new PublishLimits(queueBytes, overflow, 5_000), new PublishMeters(meters));
    }

    private static Segment segment(String stream, long index, int bytes) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(SegmentKind.MEDIA)
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setFrames(List.of(ByteBuffer.allocate(bytes)))
                .setAudio(ByteBuffer.allocate(0))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.MISSING)
                .build();
    }

    private List<Long> indicesOf(MockProducer<String, byte[]> producer, String stream) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topics.segments().name())
                        && record.key().equals(stream))
                .map(record -> serdes.of(topics.segments())
                        .deserializer()
                        .deserialize(record.topic(), record.value())
                        .getIndex())
                .toList();
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline for: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void segmentsOfAStreamAreSentInOrderUnderItsName() throws Exception {
        MockProducer<String, byte[]> producer = producer(true);
        try (SegmentPublisher publisher = publisher(producer, 1 << 20, Overflow.BLOCK)) {
            SegmentPublisher.StreamWriter first = publisher.writer("first");
            SegmentPublisher.StreamWriter second = publisher.writer("second");
            for (long index = 0; index < 50; index++) {
                first.publish(segment("first", index, 100));
                second.publish(segment("second", index, 100));
            }
            first.drain();
            second.drain();
        }

        List<Long> expected = java.util.stream.LongStream.range(0, 50).boxed().toList();
        assertThat(indicesOf(producer, "first")).isEqualTo(expected);
        assertThat(indicesOf(producer, "second")).isEqualTo(expected);
        assertThat(meters.counter("earwitness.ingest.segments").count()).isEqualTo(100);
        assertThat(meters.get("earwitness.ingest.queue.bytes").gauge().value()).isZero();
    }

    @Test
    void aSegmentLargerThanTheTopicTakesIsRefusedByName() throws Exception {
        try (SegmentPublisher publisher = publisher(producer(true), 1 << 30, Overflow.BLOCK)) {
            assertThatThrownBy(() -> publisher
                            .writer("gate")
                            .publish(segment("gate", 7, topics.segments().maxMessageBytes())))
                    .isInstanceOf(PublishFailed.class)
                    .hasMessageContaining("stream gate: segment 7 has")
                    .hasMessageContaining("av.segments takes 2097152")
                    .hasMessageContaining("Lower framesPerSecond");
        }
    }

    @Test
    void withAFullQueueBlockWaitsForAnAcknowledgement() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        try (SegmentPublisher publisher = publisher(producer, 10_000, Overflow.BLOCK)) {
            SegmentPublisher.StreamWriter writer = publisher.writer("gate");
            CompletableFuture<Void> all = CompletableFuture.runAsync(() -> {
                try {
                    for (long index = 0; index < 10; index++) {
                        writer.publish(segment("gate", index, 3_000));
                    }
                    writer.drain();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await(() -> meters.get("earwitness.ingest.queue.bytes").gauge().value() > 9_000, "a full queue");
            assertThat(all).isNotDone();
            assertThat(meters.get("earwitness.ingest.queue.bytes").gauge().value())
                    .isLessThanOrEqualTo(10_000);

            await(
                    () -> {
                        producer.completeNext();
                        return all.isDone();
                    },
                    "all acknowledged");
            assertThat(all).isCompleted();
        }
        assertThat(indicesOf(producer, "gate"))
                .isEqualTo(java.util.stream.LongStream.range(0, 10).boxed().toList());
        assertThat(meters.counter("earwitness.ingest.segments.dropped", "reason", "overflow")
                        .count())
                .isZero();
    }

    @Test
    void withAFullQueueDropOldestGivesUpWholeSegmentsThatWereNotSent() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        try (SegmentPublisher publisher = publisher(producer, 10_000, Overflow.DROP_OLDEST)) {
            SegmentPublisher.StreamWriter writer = publisher.writer("gate");
            writer.publish(segment("gate", 0, 3_000));
            await(() -> !producer.history().isEmpty(), "the first one in flight");
            for (long index = 1; index < 10; index++) {
                writer.publish(segment("gate", index, 3_000));
            }
            assertThat(meters.counter("earwitness.ingest.segments.dropped", "reason", "overflow")
                            .count())
                    .isEqualTo(7);

            await(
                    () -> {
                        producer.completeNext();
                        return meters.get("earwitness.ingest.queue.bytes")
                                        .gauge()
                                        .value()
                                == 0;
                    },
                    "an empty queue");
            writer.drain();
        }
        assertThat(indicesOf(producer, "gate")).containsExactly(0L, 8L, 9L);
    }

    @Test
    void aSegmentThatKafkaDoesNotTakeFailsItsOwnStreamOnly() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        try (SegmentPublisher publisher = publisher(producer, 1 << 20, Overflow.BLOCK)) {
            SegmentPublisher.StreamWriter broken = publisher.writer("broken");
            broken.publish(segment("broken", 3, 100));
            await(() -> producer.errorNext(new TimeoutException("no leader")), "the failure");

            assertThatThrownBy(() -> broken.publish(segment("broken", 4, 100)))
                    .isInstanceOf(PublishFailed.class)
                    .hasMessageContaining("stream broken: segment 3 was not taken by Kafka: no leader");
            assertThatThrownBy(broken::drain).isInstanceOf(PublishFailed.class);

            SegmentPublisher.StreamWriter fine = publisher.writer("fine");
            fine.publish(segment("fine", 0, 100));
            await(producer::completeNext, "the other stream");
            fine.drain();
        }
        assertThat(meters.get("earwitness.ingest.queue.bytes").gauge().value()).isZero();
    }

    @Test
    void waitingForRoomEndsAtItsDeadlineAndSaysWhatWaits() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        PublishLimits hurried = new PublishLimits(10_000, Overflow.BLOCK, 200);
        try (SegmentPublisher publisher =
                new SegmentPublisher(producer, topics, serdes, hurried, new PublishMeters(meters))) {
            SegmentPublisher.StreamWriter writer = publisher.writer("gate");
            for (long index = 0; index < 3; index++) {
                writer.publish(segment("gate", index, 3_000));
            }

            assertThatThrownBy(() -> writer.publish(segment("gate", 3, 3_000)))
                    .isInstanceOf(PublishFailed.class)
                    .hasMessageContaining("waited for room in its queue for 200 ms")
                    .hasMessageContaining("limit 10000 bytes");
        }
    }

    @Test
    void statesGoToTheirOwnTopic() {
        MockProducer<String, byte[]> producer = producer(true);
        try (SegmentPublisher publisher = publisher(producer, 1 << 20, Overflow.BLOCK)) {
            publisher.publish(StreamStatus.newBuilder()
                    .setStream("gate")
                    .setState(StreamCondition.CONNECTING)
                    .setReason("being opened")
                    .setEpoch(0)
                    .setNextIndex(0)
                    .setAttempt(1)
                    .setSource("rtsp://10.0.0.7/main")
                    .setTracks("")
                    .setClock(org.earwitness.schemas.Clock.ARRIVAL)
                    .build());
        }

        assertThat(producer.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("av.streams");
            assertThat(record.key()).isEqualTo("gate");
        });
    }
}
