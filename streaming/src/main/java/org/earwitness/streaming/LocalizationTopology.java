package org.earwitness.streaming;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.admit.AdmissionMeters;
import org.earwitness.streaming.admit.AdmissionProcessor;
import org.earwitness.streaming.admit.Overload;
import org.earwitness.streaming.admit.StreamProgress;
import org.earwitness.streaming.control.AssignmentProcessor;
import org.earwitness.streaming.control.AssignmentRecord;
import org.earwitness.streaming.interval.IntervalMeters;
import org.earwitness.streaming.interval.IntervalProcessor;
import org.earwitness.streaming.interval.OpenInterval;
import org.earwitness.streaming.localize.EncodeProcessor;
import org.earwitness.streaming.localize.EventAssembly;
import org.earwitness.streaming.localize.GuardedEngines;
import org.earwitness.streaming.localize.LocalizationMeters;
import org.earwitness.streaming.localize.LocalizeProcessor;
import org.earwitness.streaming.localize.ShadowMeters;
import org.earwitness.streaming.replay.Excerpt;
import org.earwitness.streaming.replay.ObserveProcessor;
import org.earwitness.streaming.replay.ReportProcessor;
import org.earwitness.streaming.replay.SelectProcessor;
import org.earwitness.streaming.window.Slot;
import org.earwitness.streaming.window.StoredSegment;

/**
 * One segment's way: admit, encode, localize, interval. One sub-topology, keyed by stream, no repartition: a segment in, its event
 * and intervals out, in one transaction.
 *
 * <p>Refused records leave by the dead letters that {@link Localizer} configures; they are no sink of this drawing, because Kafka
 * Streams writes them itself.
 */
public final class LocalizationTopology {
    /** Source of {@code av.segments}. */
    public static final String SEGMENTS = "segments";

    /** Operator that lets each segment through once and in order. */
    public static final String ADMIT = "admit";

    /** Operator that turns media into features. */
    public static final String ENCODE = "encode";

    /** Operator that keeps the window and makes events. */
    public static final String LOCALIZE = "localize";

    /** Operator that makes intervals of events. */
    public static final String INTERVAL = "interval";

    /** Operator of a replay: lets the records of its excerpt through. */
    public static final String SELECT = "select";

    /** Operator of a replay: lets the events come out that it speaks of. */
    public static final String REPORT = "report";

    /** Operator of a replay: shows intervals what its excerpt observes. */
    public static final String OBSERVE = "observe";

    /** Sink of {@code av.events}. */
    public static final String EVENTS = "events";

    /** Sink of {@code av.intervals}. */
    public static final String INTERVALS = "intervals";

    /** Sink of the STALLED markers that go back to {@code av.segments}. */
    public static final String STALLED = "stalled";

    /** Sink of {@code av.shadow-events}. */
    public static final String SHADOW_EVENTS = "shadow-events";

    /** Source of {@code av.models}. */
    public static final String MODELS = "models";

    /** Operator that keeps assignments. */
    public static final String ASSIGN = "assign";

    /** Global store: which packs each scope wants. */
    public static final String ASSIGNMENTS = "assignments";

    /** Store: how far each stream has come. */
    public static final String STREAM_PROGRESS = "stream-progress";

    /** Store: the last segments of each stream. */
    public static final String FEATURE_WINDOW = "feature-window";

    /** Store: the interval of each stream that may still grow. */
    public static final String OPEN_INTERVALS = "open-intervals";

    /**
     * Every second overwrites a slot, so the changelog is nearly all garbage: small segments that roll soon let the cleaner drop
     * it before a restore has to read it.
     */
    private static final Map<String, String> CHANGELOG =
            Map.of("segment.bytes", Integer.toString(16 * 1024 * 1024), "segment.ms", "600000");

    private final StreamingConfig config;
    private final Topics topics;
    private final AvroSerdes serdes;
    private final MeterRegistry meters;
    private final PackShelf shelf;
    private final boolean follows;
    private final GuardedEngines engines;
    private final Optional<Excerpt> excerpt;

    /**
     * A topology that runs one pack, whatever is assigned.
     *
     * @param config how it runs
     * @param topics what it reads and writes
     * @param serdes how values are written
     * @param engine encodes and localizes; stays the caller's, who closes it after the topology has stopped
     * @param meters where meters go; its clock measures engine time
     */
    public LocalizationTopology(
            StreamingConfig config, Topics topics, AvroSerdes serdes, InferenceEngine engine, MeterRegistry meters) {
        this(config, topics, serdes, engine, meters, Optional.empty());
    }

    /**
     * The same for a replay.
     *
     * @param excerpt what of the log is processed, and what of that comes out; empty for all
     */
    public LocalizationTopology(
            StreamingConfig config,
            Topics topics,
            AvroSerdes serdes,
            InferenceEngine engine,
            MeterRegistry meters,
            Optional<Excerpt> excerpt) {
        this(config, topics, serdes, PackShelf.holding(engine), false, meters, excerpt);
    }

    /**
     * A topology that runs for each stream what {@code av.models} assigns to it, and where nothing is assigned the pack that is at
     * home on the shelf.
     *
     * @param config how it runs
     * @param topics what it reads and writes
     * @param serdes how values are written
     * @param shelf has the engines; stays the caller's, who closes it after the topology has stopped
     * @param meters where meters go; its clock measures engine time
     */
    public LocalizationTopology(
            StreamingConfig config, Topics topics, AvroSerdes serdes, PackShelf shelf, MeterRegistry meters) {
        this(config, topics, serdes, shelf, true, meters, Optional.empty());
    }

    private LocalizationTopology(
            StreamingConfig config,
            Topics topics,
            AvroSerdes serdes,
            PackShelf shelf,
            boolean follows,
            MeterRegistry meters,
            Optional<Excerpt> excerpt) {
        EventAssembly.refusalOf(shelf.home()).ifPresent(refusal -> {
            throw new IllegalArgumentException(refusal);
        });
        this.config = config;
        this.topics = topics;
        this.serdes = serdes;
        this.meters = meters;
        this.shelf = shelf;
        this.follows = follows;
        this.excerpt = excerpt;
        this.engines = new GuardedEngines(
                shelf,
                new GuardedEngines.Limits(
                        config.failOnTimeout(), config.engineMillisPerCommit(), config.probeAfterMillis()),
                meters);
    }

    /** Draws it. */
    public Topology build() {
        Topology topology = segments();
        return follows ? models(topology) : topology;
    }

    private Topology segments() {
        AdmissionMeters admission = new AdmissionMeters(meters);
        LocalizationMeters localization = new LocalizationMeters(meters);
        ShadowMeters shadow = new ShadowMeters(meters);
        IntervalMeters interval = new IntervalMeters(meters);
        Serde<String> key = Serdes.String();
        long commitMillis = config.commitIntervalMillis();
        Overload overload = new Overload(config.overload());

        AdmissionProcessor.Routes afterAdmission = new AdmissionProcessor.Routes(STREAM_PROGRESS, ENCODE, STALLED);
        EncodeProcessor.Routes afterEncoding = new EncodeProcessor.Routes(
                LOCALIZE, STREAM_PROGRESS, follows ? Optional.of(ASSIGNMENTS) : Optional.empty());
        LocalizeProcessor.Routes afterLocalization = new LocalizeProcessor.Routes(
                STREAM_PROGRESS,
                FEATURE_WINDOW,
                after(REPORT, EVENTS),
                after(OBSERVE, INTERVAL),
                follows ? Optional.of(SHADOW_EVENTS) : Optional.empty());
        Topology drawing = new Topology();
        drawing.addSource(
                AutoOffsetReset.earliest(),
                SEGMENTS,
                key.deserializer(),
                PerThread.deserializer(() -> serdes.of(topics.segments()).deserializer()),
                topics.segments().name());
        excerpt.ifPresent(only -> drawing.addProcessor(SELECT, () -> new SelectProcessor(only), SEGMENTS));
        drawing.addProcessor(
                        ADMIT,
                        () -> new AdmissionProcessor(afterAdmission, config.stalledAfterMillis(), admission),
                        after(SELECT, SEGMENTS))
                .addProcessor(
                        ENCODE,
                        () -> new EncodeProcessor(afterEncoding, commitMillis, overload, engines, localization),
                        ADMIT)
                .addProcessor(
                        LOCALIZE,
                        () -> new LocalizeProcessor(afterLocalization, commitMillis, engines, localization, shadow),
                        ENCODE);
        excerpt.ifPresent(only -> drawing.addProcessor(REPORT, () -> new ReportProcessor(only), LOCALIZE)
                .addProcessor(OBSERVE, () -> new ObserveProcessor(only), LOCALIZE));
        return drawing.addProcessor(
                        INTERVAL,
                        () -> new IntervalProcessor(OPEN_INTERVALS, INTERVALS, config.interval(), interval),
                        after(OBSERVE, LOCALIZE))
                .addSink(
                        STALLED,
                        topics.segments().name(),
                        key.serializer(),
                        PerThread.serializer(() -> serdes.of(topics.segments()).serializer()),
                        ADMIT)
                .addSink(
                        EVENTS,
                        topics.events().name(),
                        key.serializer(),
                        PerThread.serializer(() -> serdes.of(topics.events()).serializer()),
                        after(REPORT, LOCALIZE))
                .addSink(
                        INTERVALS,
                        topics.intervals().name(),
                        key.serializer(),
                        PerThread.serializer(() -> serdes.of(topics.intervals()).serializer()),
                        INTERVAL)
                .addStateStore(store(STREAM_PROGRESS, key, StreamProgress.serde()), ADMIT, ENCODE, LOCALIZE)
                .addStateStore(store(FEATURE_WINDOW, Slot.serde(), StoredSegment.serde()), LOCALIZE)
                .addStateStore(store(OPEN_INTERVALS, key, OpenInterval.serde()), INTERVAL);
    }

    /** What follows assignments: their global store, which is read before any segment, and where shadows answer. */
    private Topology models(Topology topology) {
        Serde<String> key = Serdes.String();
        Serde<AssignmentRecord> assignments = Serdes.serdeFrom(
                PerThread.serializer(() -> assignmentSerde().serializer()),
                PerThread.deserializer(() -> assignmentSerde().deserializer()));
        return topology.addSink(
                        SHADOW_EVENTS,
                        topics.shadowEvents().name(),
                        key.serializer(),
                        PerThread.serializer(
                                () -> serdes.of(topics.shadowEvents()).serializer()),
                        LOCALIZE)
                .addGlobalStore(
                        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(ASSIGNMENTS), key, assignments)
                                .withCachingDisabled()
                                .withLoggingDisabled(),
                        MODELS,
                        key.deserializer(),
                        assignments.deserializer(),
                        topics.models().name(),
                        ASSIGN,
                        () -> new AssignmentProcessor(ASSIGNMENTS, shelf, meters));
    }

    private Serde<AssignmentRecord> assignmentSerde() {
        return AssignmentRecord.serde(serdes.of(topics.models()));
    }

    /** How long the longest call to the engine that runs now has been running, milliseconds; 0 when none runs. */
    long longestCallMillis() {
        return engines.longestCallMillis();
    }

    /** An operator that only a replay has, or what stands in its place. */
    private String after(String replaying, String usual) {
        return excerpt.isPresent() ? replaying : usual;
    }

    private <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> key, Serde<V> value) {
        return Stores.keyValueStoreBuilder(
                        config.storeKind() == StoreKind.MEMORY
                                ? Stores.inMemoryKeyValueStore(name)
                                : Stores.persistentKeyValueStore(name),
                        key,
                        value)
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }
}
