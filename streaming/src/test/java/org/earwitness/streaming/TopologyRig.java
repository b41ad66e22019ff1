package org.earwitness.streaming;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.InMemorySchemaRegistry;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.admit.OverloadConfig;
import org.earwitness.streaming.fixture.FixedShelf;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.rejected.DeadLetters;
import org.earwitness.streaming.replay.Excerpt;

/** The topology without a broker: segments in, all that comes out, time moved by hand. */
final class TopologyRig implements AutoCloseable {
    static final Topics TOPICS = new Topics("av.", 1);

    /** State on the heap, no STALLED by the clock. */
    static final StreamingConfig USUAL = config(false, 0, IntervalConfig.DEFAULTS);

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final MockClock clock = new MockClock();
    private final MeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final AvroSerdes serdes;
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> segments;
    private final TestOutputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], byte[]> intervals;
    private final TestOutputTopic<byte[], byte[]> rejected;
    private final Optional<FixedShelf> shelf;

    TopologyRig(InferenceEngine engine) {
        this(USUAL, engine);
    }

    /** One that follows assignments. */
    TopologyRig(FixedShelf shelf) {
        this(
                USUAL,
                InMemorySchemaRegistry.with(TOPICS),
                Optional.of(shelf),
                (serdes, meters) -> new LocalizationTopology(USUAL, TOPICS, serdes, shelf.shelf(), meters));
    }

    TopologyRig(StreamingConfig config, InferenceEngine engine) {
        this(config, engine, InMemorySchemaRegistry.with(TOPICS));
    }

    TopologyRig(StreamingConfig config, InferenceEngine engine, SchemaRegistry registry) {
        this(config, engine, registry, Optional.empty());
    }

    TopologyRig(StreamingConfig config, InferenceEngine engine, SchemaRegistry registry, Optional<Excerpt> excerpt) {
        this(
                config,
                registry,
                Optional.empty(),
                (serdes, meters) -> new LocalizationTopology(config, TOPICS, serdes, engine, meters, excerpt));
    }

    private TopologyRig(
            StreamingConfig config,
            SchemaRegistry registry,
            Optional<FixedShelf> shelf,
            BiFunction<AvroSerdes, MeterRegistry, LocalizationTopology> drawing) {
        this.shelf = shelf;
        serdes = new AvroSerdes(registry);
        Properties settings = new Properties();
        settings.putAll(StreamsSettings.of(
                config,
                TOPICS,
                new DeadLetters(TOPICS.rejected().name(), meters),
                Optional.empty(),
                1,
                // Under exactly once the driver forgets letters of undecodable records: they come before its
                // transaction.
                Map.of("bootstrap.servers", "nowhere:9092", "processing.guarantee", "at_least_once")));
        driver = new TopologyTestDriver(drawing.apply(serdes, meters).build(), settings, START);
        segments = driver.createInputTopic(
                TOPICS.segments().name(),
                new StringSerializer(),
                new ByteArraySerializer(),
                START,
                Duration.ofSeconds(1));
        events = output(TOPICS.events().name());
        intervals = output(TOPICS.intervals().name());
        rejected = output(TOPICS.rejected().name());
    }

    static StreamingConfig config(boolean failOnTimeout, long stalledAfterMillis, IntervalConfig interval) {
        return config(failOnTimeout, stalledAfterMillis, OverloadConfig.DEFAULTS, interval);
    }

    static StreamingConfig config(
            boolean failOnTimeout, long stalledAfterMillis, OverloadConfig overload, IntervalConfig interval) {
        StreamingConfig usual = StreamingConfig.DEFAULTS;
        return new StreamingConfig(
                "rig",
                1,
                usual.commitIntervalMillis(),
                Optional.empty(),
                StoreKind.MEMORY,
                64,
                failOnTimeout,
                stalledAfterMillis,
                1,
                0,
                usual.transactionTimeoutMillis(),
                usual.engineMillisPerCommit(),
                usual.probeAfterMillis(),
                usual.threadReplacements(),
                usual.group(),
                overload,
                interval);
    }

    TopologyRig send(Segment... several) {
        return send(List.of(several));
    }

    TopologyRig send(List<Segment> several) {
        several.forEach(segment -> segments.pipeInput(segment.getStream(), bytesOf(segment)));
        return this;
    }

    /** Writes an assignment, and has its packs opened. */
    TopologyRig assign(ModelAssignment assignment) {
        assignBytes(
                assignment.getScope(),
                serdes.of(TOPICS.models())
                        .serializer()
                        .serialize(TOPICS.models().name(), assignment));
        return this;
    }

    void assignBytes(String scope, byte[] value) {
        driver.createInputTopic(TOPICS.models().name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(scope, value);
        shelf.orElseThrow().shelf().tend();
    }

    /** Events of shadow packs since the last call. */
    List<SegmentEvent> shadowEvents() {
        return output(TOPICS.shadowEvents().name()).readRecordsToList().stream()
                .map(this::event)
                .toList();
    }

    void sendUnder(String key, Segment segment) {
        segments.pipeInput(key, bytesOf(segment));
    }

    void sendBytes(String key, byte[] value, Headers headers) {
        segments.pipeInput(new TestRecord<>(key, value, headers, START));
    }

    byte[] bytesOf(Segment segment) {
        return serdes.of(TOPICS.segments())
                .serializer()
                .serialize(TOPICS.segments().name(), segment);
    }

    void passTime(Duration duration) {
        clock.add(duration);
        driver.advanceWallClockTime(duration);
    }

    /** Moves the clock that measures engine time, and nothing else. */
    void passEngineTime(Duration duration) {
        clock.add(duration);
    }

    /** Events since the last call. */
    List<SegmentEvent> events() {
        return eventRecords().stream().map(this::event).toList();
    }

    List<TestRecord<byte[], byte[]>> eventRecords() {
        return events.readRecordsToList();
    }

    SegmentEvent event(TestRecord<byte[], byte[]> record) {
        return serdes.of(TOPICS.events())
                .deserializer()
                .deserialize(TOPICS.events().name(), record.value());
    }

    /** Records about intervals since the last call. */
    List<EventInterval> intervals() {
        return intervalRecords().stream().map(this::interval).toList();
    }

    EventInterval interval(TestRecord<byte[], byte[]> record) {
        return serdes.of(TOPICS.intervals())
                .deserializer()
                .deserialize(TOPICS.intervals().name(), record.value());
    }

    List<TestRecord<byte[], byte[]>> intervalRecords() {
        return intervals.readRecordsToList();
    }

    /** Refused records since the last call. */
    List<TestRecord<byte[], byte[]>> rejected() {
        return rejected.readRecordsToList();
    }

    /** How often something was counted. */
    double count(String meter, String... tags) {
        return meters.get("earwitness.streaming." + meter).tags(tags).counter().count();
    }

    MeterRegistry meters() {
        return meters;
    }

    <K, V> KeyValueStore<K, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /** Puts the state of another rig into this one: a restart. */
    TopologyRig takeOver(TopologyRig before) {
        for (String name : List.of(
                LocalizationTopology.STREAM_PROGRESS,
                LocalizationTopology.FEATURE_WINDOW,
                LocalizationTopology.OPEN_INTERVALS)) {
            KeyValueStore<Object, Object> mine = store(name);
            KeyValueStore<Object, Object> theirs = before.store(name);
            try (KeyValueIterator<Object, Object> all = theirs.all()) {
                all.forEachRemaining(entry -> mine.put(entry.key, entry.value));
            }
        }
        return this;
    }

    @Override
    public void close() {
        driver.close();
        meters.close();
    }

    private TestOutputTopic<byte[], byte[]> output(String name) {
        return driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
