package org.earwitness.app.guarantee;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.earwitness.schemas.WireFormat;

/**
 * Reads the topics of segments and results from their beginning, as a subscriber should: committed records only, without a group.
 * Media is not kept, only its digest. One thread; whoever opens it closes it.
 */
public final class EvidenceReader implements AutoCloseable {
    private static final Duration METADATA = Duration.ofSeconds(60);
    private static final HexFormat HEX = HexFormat.of();

    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<Segment> segmentValues;
    private final Deserializer<SegmentEvent> eventValues;
    private final Deserializer<EventInterval> intervalValues;
    private final Consumer<LoggedEvent> watcher;
    private final List<LoggedSegment> segments = new ArrayList<>();
    private final List<LoggedEvent> events = new ArrayList<>();
    private final List<LoggedInterval> intervals = new ArrayList<>();
    private final List<LoggedRejection> rejections = new ArrayList<>();

    /**
     * Opens it; the topics must be there.
     *
     * @param kafka properties of a consumer, {@code bootstrap.servers} among them
     * @param topics which topics
     * @param serdes how values are read; stays the caller's
     * @param watcher is told of each event when it is read
     */
    public EvidenceReader(Map<String, Object> kafka, Topics topics, AvroSerdes serdes, Consumer<LoggedEvent> watcher) {
        this.topics = topics;
        this.watcher = watcher;
        segmentValues = serdes.of(topics.segments()).deserializer();
        eventValues = serdes.of(topics.events()).deserializer();
        intervalValues = serdes.of(topics.intervals()).deserializer();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Whatever was there once must stay there: to begin anew would hide that it is gone.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        names().forEach(topic -> consumer.partitionsFor(topic, METADATA)
                .forEach(it -> partitions.add(new TopicPartition(it.topic(), it.partition()))));
        consumer.assign(partitions);
        consumer.beginningOffsets(partitions, METADATA).forEach(consumer::seek);
    }

    /** Reads what is there, waiting for it at most so long. */
    public void poll(Duration longest) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(longest)) {
            take(record);
        }
    }

    /**
     * Reads up to what is committed by now. Results are asked for their ends first, then refusals, then segments: so nothing that
     * is read lacks what led to it.
     *
     * @return whether it got there in time
     */
    public boolean catchUp(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        Map<TopicPartition, Long> ends = new HashMap<>();
        try {
            for (String topic : names()) {
                ends.putAll(consumer.endOffsets(
                        consumer.assignment().stream()
                                .filter(it -> it.topic().equals(topic))
                                .toList(),
                        longest));
            }
            while (!ends.entrySet().stream().allMatch(end -> position(end.getKey()) >= end.getValue())) {
                if (System.nanoTime() - deadline > 0) {
                    return false;
                }
                poll(Duration.ofMillis(100));
            }
            return true;
        } catch (TimeoutException brokerIsAway) {
            return false;
        }
    }

    /** What has been read. */
    public Evidence evidence(boolean settled) {
        return new Evidence(segments, events, intervals, rejections, settled);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private long position(TopicPartition partition) {
        return consumer.position(partition, METADATA);
    }

    /** Results first: see {@link #catchUp}. */
    private List<String> names() {
        return List.of(
                topics.events().name(),
                topics.intervals().name(),
                topics.rejected().name(),
                topics.segments().name());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(topics.segments().name())) {
            segments.add(segment(record));
        } else if (record.topic().equals(topics.events().name())) {
            LoggedEvent event = event(record);
            events.add(event);
            watcher.accept(event);
        } else if (record.topic().equals(topics.intervals().name())) {
            intervals.add(interval(record));
        } else {
            rejections.add(rejection(record));
        }
    }

    private LoggedSegment segment(ConsumerRecord<String, byte[]> record) {
        return new LoggedSegment(place(record), record.timestamp(), content(record), digest(record, 0));
    }

    private Optional<LoggedSegment.Content> content(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(segmentValues.deserialize(record.topic(), record.value()))
                    .filter(segment -> segment.getStream().equals(record.key()))
                    .map(segment -> new LoggedSegment.Content(
                            new Second(segment.getStream(), segment.getEpoch(), segment.getIndex()),
                            segment.getKind()));
        } catch (SerializationException noSegment) {
            return Optional.empty();
        }
    }

    private LoggedEvent event(ConsumerRecord<String, byte[]> record) {
        SegmentEvent event = eventValues.deserialize(record.topic(), record.value());
        return new LoggedEvent(
                place(record),
                new Second(event.getStream(), event.getEpoch(), event.getIndex()),
                event.getGapBefore(),
                event.getDiscontinuity(),
                event.getContext().getWindow(),
                event.getState() == EventState.SCORED
                        ? Optional.empty()
                        : Optional.of(String.valueOf(event.getUnscoredReason())),
                record.timestamp(),
                digest(record, WireFormat.HEADER_BYTES));
    }

    private LoggedInterval interval(ConsumerRecord<String, byte[]> record) {
        EventInterval interval = intervalValues.deserialize(record.topic(), record.value());
        return new LoggedInterval(
                place(record),
                new LoggedInterval.Revision(interval.getId(), interval.getRevision()),
                new Second(interval.getStream(), interval.getEpoch(), interval.getFirstIndex()),
                interval.getLastIndex(),
                interval.getState(),
                digest(record, WireFormat.HEADER_BYTES));
    }

    private static LoggedRejection rejection(ConsumerRecord<String, byte[]> record) {
        Optional<Place> source = header(record, "__streams.errors.topic")
                .flatMap(topic -> header(record, "__streams.errors.partition")
                        .flatMap(partition -> header(record, "__streams.errors.offset")
                                .map(offset -> new Place(topic, Integer.parseInt(partition), Long.parseLong(offset)))));
        return new LoggedRejection(
                place(record),
                source,
                header(record, "earwitness.reason"),
                header(record, "__streams.errors.message"),
                digest(record, 0));
    }

    private static Place place(ConsumerRecord<String, byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .filter(text -> !text.isBlank());
    }

    private static String digest(ConsumerRecord<String, byte[]> record, int from) {
        ByteBuffer value =
                Optional.ofNullable(record.value()).map(ByteBuffer::wrap).orElseGet(() -> ByteBuffer.allocate(0));
        value.position(Math.min(from, value.limit()));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(value);
            return HEX.formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
