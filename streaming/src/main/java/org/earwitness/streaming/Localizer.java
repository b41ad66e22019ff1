package org.earwitness.streaming;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Topics;
import org.earwitness.streaming.rejected.DeadLetters;
import org.earwitness.streaming.replay.Excerpt;
import org.earwitness.streaming.state.StoreMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology: settings, start, health, close. A thread that dies is replaced a bounded number of times, then the process
 * gives up and keeps the reason.
 *
 * <p>Any thread may ask; one thread starts and closes. Close it before the engines and the registry it was given, which stay the
 * caller's.
 */
public final class Localizer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Localizer.class);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(30);
    private static final long STUCK_AFTER_MILLIS = 60_000;

    private final boolean failOnTimeout;
    private final CloseOptions closing;
    private final ThreadReplacements replacements;
    private volatile Optional<Throwable> failure = Optional.empty();
    private final Clock clock;
    private final Counter replaced;
    private final LocalizationTopology topology;
    private final Optional<StoreMemory> storeMemory;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics kafkaMeters;

    /**
     * Prepares everything and starts nothing; one pack makes all events, whatever is assigned.
     *
     * @param config how the topology runs
     * @param kafkaSettings Kafka's settings, {@code bootstrap.servers} among them; they win over ours
     * @param topics what it reads and writes; they must exist before {@link #start()}
     * @param serdes how values are written
     * @param engine encodes and localizes
     * @param meters where meters go
     */
    public Localizer(
            StreamingConfig config,
            Map<String, Object> kafkaSettings,
            Topics topics,
            AvroSerdes serdes,
            InferenceEngine engine,
            MeterRegistry meters) {
        this(config, kafkaSettings, topics, serdes, engine, meters, Optional.empty());
    }

    /**
     * The same for a replay.
     *
     * @param excerpt what of the log is processed, and what of that comes out; empty for all
     */
    public Localizer(
            StreamingConfig config,
            Map<String, Object> kafkaSettings,
            Topics topics,
            AvroSerdes serdes,
            InferenceEngine engine,
            MeterRegistry meters,
            Optional<Excerpt> excerpt) {
        this(
                config,
                kafkaSettings,
                topics,
                new LocalizationTopology(config, topics, serdes, engine, meters, excerpt),
                engine.callers(),
                meters);
    }

    /**
     * Prepares everything and starts nothing; each stream gets the packs that {@code av.models} assigns to it.
     *
     * @param config how the topology runs
     * @param kafkaSettings Kafka's settings, {@code bootstrap.servers} among them; they win over ours
     * @param topics what it reads and writes; they must exist before {@link #start()}
     * @param serdes how values are written
     * @param shelf has the engines
     * @param meters where meters go
     */
    public Localizer(
            StreamingConfig config,
            Map<String, Object> kafkaSettings,
            Topics topics,
            AvroSerdes serdes,
            PackShelf shelf,
            MeterRegistry meters) {
        this(
                config,
                kafkaSettings,
                topics,
                new LocalizationTopology(config, topics, serdes, shelf, meters),
                shelf.callers(),
                meters);
    }

    private Localizer(
            StreamingConfig config,
            Map<String, Object> kafkaSettings,
            Topics topics,
            LocalizationTopology topology,
            int callers,
            MeterRegistry meters) {
        this.failOnTimeout = config.failOnTimeout();
        this.replacements = new ThreadReplacements(config.threadReplacements());
        this.clock = meters.config().clock();
        this.replaced = meters.counter("earwitness.streaming.threads.replaced");
        this.topology = topology;
        DeadLetters letters = new DeadLetters(topics.rejected().name(), meters);
        Properties settings = new Properties();
        this.storeMemory = config.storeKind() == StoreKind.ROCKSDB
                ? Optional.of(new StoreMemory(config.storeMegabytes()))
                : Optional.empty();
        settings.putAll(StreamsSettings.of(config, topics, letters, storeMemory, callers, kafkaSettings));
        this.closing = CloseOptions.timeout(CLOSE_DEADLINE).withGroupMembershipOperation(membership(settings));
        this.streams = new KafkaStreams(topology.build(), settings);
        this.streams.setGlobalStateRestoreListener(new RestoreMeters(meters));
        this.streams.setStandbyUpdateListener(new StandbyMeters(meters));
        this.streams.setUncaughtExceptionHandler(this::answer);
        this.streams.setStateListener((now, before) -> LOG.info("The localizer goes from {} to {}.", before, now));
        this.kafkaMeters = new KafkaStreamsMetrics(streams);
        kafkaMeters.bindTo(meters);
        Gauge.builder("earwitness.streaming.store.memory", this, it -> it.storeBytes())
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("earwitness.streaming.running", this, it -> it.isRunning() ? 1 : 0)
                .register(meters);
        SegmentLag lag = new SegmentLag(streams::metrics, topics.segments().name());
        Gauge.builder("earwitness.streaming.lag", lag, SegmentLag::seconds)
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
    }

    /**
     * Starts reading.
     *
     * @throws IllegalStateException when it was started before
     */
    public void start() {
        streams.start();
    }

    /** Whether it processes right now: partitions are assigned and state is restored. */
    public boolean isRunning() {
        return streams.state() == State.RUNNING;
    }

    /** Whether it can go on without being restarted: it has not given up, and no thread is stuck in a native call. */
    public boolean isAlive() {
        State state = streams.state();
        boolean gone = state == State.ERROR || state == State.PENDING_ERROR || state == State.NOT_RUNNING;
        return !gone && failure().isEmpty() && topology.longestCallMillis() < STUCK_AFTER_MILLIS;
    }

    private long storeBytes() {
        return storeMemory.map(StoreMemory::usedBytes).orElse(0L);
    }

    /** Why it gave up; empty as long as it has not. */
    public Optional<Throwable> failure() {
        return failure;
    }

    /** Stops and waits, at most half a minute; what was not committed is processed again by whoever goes on. */
    @Override
    public void close() {
        kafkaMeters.close();
        if (!streams.close(closing)) {
            LOG.warn(
                    "The localizer did not stop within {} s; its threads are left behind.", CLOSE_DEADLINE.toSeconds());
            return; // and what they use
        }
        storeMemory.ifPresent(StoreMemory::close);
    }

    /** Whoever closes leaves, so that the others take over at once; a static member is expected back under its name. */
    private static GroupMembershipOperation membership(Properties settings) {
        boolean named =
                settings.keySet().stream().anyMatch(key -> key.toString().endsWith("group.instance.id"));
        return named ? GroupMembershipOperation.REMAIN_IN_GROUP : GroupMembershipOperation.LEAVE_GROUP;
    }

    private StreamThreadExceptionResponse answer(Throwable death) {
        if (!isFinal(death) && replacements.take(clock.wallTime())) {
            replaced.increment();
            LOG.warn("A stream thread died and is replaced.", death);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        keep(death);
        LOG.error("A stream thread died and the localizer gives up.", death);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** The first failure is the cause; those that follow are its consequences. */
    private synchronized void keep(Throwable death) {
        if (failure.isEmpty()) {
            failure = Optional.of(death);
        }
    }

    /**
     * An answer that must be there and is not does not come from asking again, nor does a right or a login that is refused; an
     * {@link Error} means the process is broken.
     */
    private boolean isFinal(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || (failOnTimeout && cause instanceof InferenceUnavailable)) {
                return true;
            }
        }
        return false;
    }
}
