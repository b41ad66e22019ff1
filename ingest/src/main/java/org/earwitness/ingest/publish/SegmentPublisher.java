package org.earwitness.ingest.publish;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends segments to {@code av.segments} and states to {@code av.streams}, key = stream, in order per stream.
 *
 * <p>Each stream has its own queue; one thread of the publisher's own hands their segments to the producer, so that a producer
 * that waits for the cluster never stops a source from being read. A segment that Kafka does not take fails its own stream only.
 * Any thread may publish, one at a time per stream.
 */
public final class SegmentPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentPublisher.class);

    /** What Kafka adds to key and value in a batch of one: headers of batch and record, lengths, time stamps. */
    private static final int RECORD_OVERHEAD_BYTES = 128;

    private static final long LOOK_MILLIS = 100;

    /** One a stream and its states: more than that many streams would need more threads than a machine has. */
    private static final int MOST_SENDINGS = 100_000;

    private final Producer<String, byte[]> producer;
    private final Topic<Segment> segments;
    private final Topic<StreamStatus> streams;
    private final Serde<Segment> segmentSerde;
    private final Serde<StreamStatus> statusSerde;
    private final PublishLimits limits;
    private final PublishMeters meters;
    private final BlockingQueue<Runnable> sendings = new LinkedBlockingQueue<>(MOST_SENDINGS);
    private final Thread sender;
    private volatile boolean closed;

    /**
     * Starts the sending thread.
     *
     * @param producer idempotent, acks=all; stays the caller's to close, after this
     * @param topics the catalogue
     * @param serdes how records are written
     * @param limits bounds
     * @param meters what is counted
     */
    public SegmentPublisher(
            Producer<String, byte[]> producer,
            Topics topics,
            AvroSerdes serdes,
            PublishLimits limits,
            PublishMeters meters) {
        this.producer = producer;
        this.segments = topics.segments();
        this.streams = topics.streams();
        this.segmentSerde = serdes.of(segments);
        this.statusSerde = serdes.of(streams);
        this.limits = limits;
        this.meters = meters;
        this.sender = new Thread(this::send, "earwitness-segment-sender");
        sender.setDaemon(true);
        sender.start();
    }

    /** One stream's way into the topic. */
    public final class StreamWriter {
        private final StreamQueue queue;

        private StreamWriter(String stream, PublishLimits bounds) {
            this.queue = new StreamQueue(stream, bounds, meters);
        }

        /**
         * Queues a segment; with a full queue waits for room, or gives up the oldest, as the policy says.
         *
         * @throws PublishFailed when it is too large, when an earlier one was not taken, or when there is no room in time
         * @throws InterruptedException when the stream is being stopped
         */
        public void publish(Segment segment) throws InterruptedException {
            byte[] value = serialized(segment);
            boolean marker = segment.getKind() != SegmentKind.MEDIA;
            queue.add(new StreamQueue.Waiting(segment.getIndex(), marker, value));
            list(queue);
        }

        /**
         * Waits until Kafka has everything.
         *
         * @throws PublishFailed when it does not take it in time
         * @throws InterruptedException when the stream is being stopped
         */
        public void drain() throws InterruptedException {
            queue.drain();
        }

        /** Gives up what has not been sent. */
        public void abandon() {
            queue.abandon();
        }

        /** Lets the stream be written again after a segment was not taken; what was given up then stays a gap. */
        public void recover() {
            queue.recover();
        }

        /** Segments that were given up before Kafka had them. */
        public long dropped() {
            return queue.dropped();
        }
    }

    /** The way into the topic for a stream that is being opened. */
    public StreamWriter writer(String stream) {
        return writer(stream, limits);
    }

    /** The same with bounds of its own. */
    public StreamWriter writer(String stream, PublishLimits bounds) {
        return new StreamWriter(stream, bounds);
    }

    /**
     * Sends a state, after what was handed over before; never waits. What cannot be sent is logged, because the stream itself may
     * still be fine.
     *
     * @param status the new state
     */
    public void publish(StreamStatus status) {
        enqueue(() -> sendState(status));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says how it went
    private void sendState(StreamStatus status) {
        try {
            byte[] value = statusSerde.serializer().serialize(streams.name(), status);
            producer.send(new ProducerRecord<>(streams.name(), status.getStream(), value), (sent, problem) -> {
                if (problem != null) {
                    LOG.warn(
                            "the state {} of stream {} was not taken by Kafka: {}",
                            status.getState(),
                            status.getStream(),
                            problem.getMessage());
                }
            });
        } catch (RuntimeException e) {
            LOG.warn(
                    "the state {} of stream {} cannot be sent: {}",
                    status.getState(),
                    status.getStream(),
                    e.getMessage());
        }
    }

    private byte[] serialized(Segment segment) {
        byte[] value;
        try {
            synchronized (segmentSerde) {
                value = segmentSerde.serializer().serialize(segments.name(), segment);
            }
        } catch (RuntimeException e) {
            throw new PublishFailed(
                    "stream " + segment.getStream() + ": segment " + segment.getIndex() + " cannot be written: "
                            + e.getMessage(),
                    e);
        }
        long size = (long) value.length + segment.getStream().length() * 3L + RECORD_OVERHEAD_BYTES;
        if (size > segments.maxMessageBytes()) {
            throw new PublishFailed(
                    "stream " + segment.getStream() + ": segment " + segment.getIndex() + " has " + size
                            + " bytes, " + segments.name() + " takes " + segments.maxMessageBytes()
                            + ". Lower framesPerSecond or frameSize, raise jpegQuantizer, or raise the topic's max.message.bytes");
        }
        return value;
    }

    private void list(StreamQueue queue) {
        if (queue.wantsListing()) {
            enqueue(() -> sendNext(queue));
        }
    }

    private void enqueue(Runnable sending) {
        if (!sendings.offer(sending)) {
            LOG.error("more than {} sendings wait for Kafka; one is given up", MOST_SENDINGS);
        }
    }

    private void send() {
        try {
            while (!closed || !sendings.isEmpty()) {
                Runnable sending = sendings.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (sending != null) {
                    sending.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says how it went
    private void sendNext(StreamQueue queue) {
        Optional<StreamQueue.Waiting> next = queue.takeOff();
        if (next.isEmpty()) {
            return; // too much of it is in flight: an acknowledgement lists it again
        }
        StreamQueue.Waiting segment = next.get();
        try {
            producer.send(new ProducerRecord<>(segments.name(), queue.stream(), segment.value()), (sent, problem) -> {
                if (problem == null) {
                    queue.landed(segment);
                } else {
                    queue.fail(segment, String.valueOf(problem.getMessage()));
                }
                list(queue);
            });
        } catch (
                RuntimeException e) { // too large, no metadata in time, the producer is closed: this stream fails alone
            queue.fail(segment, String.valueOf(e.getMessage()));
        }
        list(queue);
    }

    /** Hands over what waits, within the time a stream may wait for Kafka. */
    @Override
    public void close() {
        close(limits.publishTimeoutMillis());
    }

    /**
     * Hands over what waits and stops.
     *
     * @param mostMillis longest that it may take; what is not sent by then is given up
     */
    public void close(long mostMillis) {
        closed = true;
        try {
            sender.join(Math.max(1, mostMillis));
            sender.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        segmentSerde.close();
        statusSerde.close();
    }
}
