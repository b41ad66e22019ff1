package org.earwitness.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.publish.PublishMeters;
import org.earwitness.ingest.publish.SegmentPublisher;
import org.earwitness.ingest.read.EpochPlace;
import org.earwitness.ingest.read.Epochs;
import org.earwitness.ingest.read.FilePlacement;
import org.earwitness.ingest.read.LivePlacement;
import org.earwitness.ingest.read.ReadLimits;
import org.earwitness.ingest.read.ReadMeters;
import org.earwitness.ingest.read.ReadPlan;
import org.earwitness.ingest.read.Snapshot;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.earwitness.ingest.supervise.StateMeters;
import org.earwitness.ingest.supervise.SupervisionLimits;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads streams side by side and writes their segments to {@code av.segments} and their states to {@code av.streams}. Each
 * stream has a thread of its own, so a slow or broken one holds up no other; one more thread is the watchdog of all. Any thread.
 */
public final class Ingest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final long TICK_MILLIS = 100;
    private static final long NEVER_MILLIS = Duration.ofDays(36_500).toMillis();

    private final IngestConfig config;
    private final Producer<String, byte[]> producer;
    private final SegmentPublisher publisher;
    private final StreamStates states;
    private final ReadMeters readMeters;
    private final StateMeters stateMeters;
    private final SourceOpening opening;
    private final Clips clips;
    private final Clock clock;
    private final SplittableRandom chance = new SplittableRandom();
    private final Map<Reading, SupervisedStream> streams = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor watchdog;
    private volatile boolean closed;

    /**
     * Makes the producer that all streams share.
     *
     * @param config how streams are read
     * @param producerSettings how the cluster is reached: bootstrap servers, security and whatever else the producer knows; its
     *     serializers, acknowledgements, idempotence and compression are ours
     * @param topics the catalogue
     * @param serdes how records are written; the registry behind it stays the caller's to close, after this
     * @param meters where the room's meters are kept
     * @throws IllegalStateException when FFmpeg's natives for this platform are not built in
     */
    public Ingest(
            IngestConfig config,
            Map<String, Object> producerSettings,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry meters) {
        this(
                config,
                producerSettings,
                topics,
                serdes,
                meters,
                new IngestSurroundings("", Clock.systemUTC(), WorkerSecrets.all(Map.of())));
    }

    /**
     * The same for one of several workers.
     *
     * @param surroundings what it is called and what it may know of the machine
     */
    public Ingest(
            IngestConfig config,
            Map<String, Object> producerSettings,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry meters,
            IngestSurroundings surroundings) {
        this(
                config,
                SegmentProducer.open(producerSettings, topics),
                topics,
                serdes,
                meters,
                Clips.open(config.clips(), meters, surroundings.clock()),
                surroundings);
    }

    private Ingest(
            IngestConfig config,
            Producer<String, byte[]> producer,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry meters,
            Clips clips,
            IngestSurroundings surroundings) {
        this(
                config,
                producer,
                topics,
                serdes,
                meters,
                SourceOpening.byFfmpeg(config, meters, clips, surroundings),
                clips,
                surroundings);
    }

    Ingest(
            IngestConfig config,
            Producer<String, byte[]> producer,
            Topics topics,
            AvroSerdes serdes,
            MeterRegistry registry,
            SourceOpening opening,
            Clips clips,
            IngestSurroundings surroundings) {
        this.config = config;
        this.producer = producer;
        this.readMeters = new ReadMeters(registry);
        this.stateMeters = new StateMeters(registry);
        this.opening = opening;
        this.clips = clips;
        this.clock = surroundings.clock();
        this.publisher =
                new SegmentPublisher(producer, topics, serdes, config.publishLimits(), new PublishMeters(registry));
        this.states = new StreamStates(publisher, surroundings.worker());
        this.watchdog = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "earwitness-stream-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        watch();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the executor, and a look throws nothing
    private void watch() {
        watchdog.scheduleAtFixedRate(this::look, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to read a source once and returns at once; it is opened on the stream's own thread.
     *
     * @throws IllegalStateException when this is closed
     */
    public Reading start(StreamSource source) {
        return begin(once(
                source.stream(),
                source.shownAddress(),
                source.pace() == Pace.REAL_TIME,
                () -> opening.open(source),
                new EpochPlace(source.epoch(), source.firstIndex()),
                source.clock()));
    }

    /**
     * Begins to read a stream and goes on until it is stopped, if it is live, or over. Returns at once.
     *
     * @param definition the stream
     * @param leastEpoch its epochs are not below this: one more than the last one that anybody wrote; 0 for a new stream
     * @throws IllegalStateException when this is closed
     */
    public Reading supervise(StreamDefinition definition, long leastEpoch) {
        return begin(
                definition.playback() == Playback.LIVE ? live(definition, leastEpoch) : file(definition, leastEpoch));
    }

    private StreamPlan file(StreamDefinition definition, long leastEpoch) {
        boolean once = definition.playback() == Playback.ONCE;
        long epoch = once ? leastEpoch : Math.max(clock.instant().getEpochSecond(), leastEpoch);
        EpochPlace place = new EpochPlace(epoch, once ? 0 : epoch);
        org.earwitness.schemas.Clock from =
                once ? org.earwitness.schemas.Clock.MEDIA : org.earwitness.schemas.Clock.ARRIVAL;
        long stallMillis = definition.stallMillis().orElse(config.readTimeoutMillis());
        return once(
                definition.stream(),
                definition.shownAddress(),
                !once,
                () -> opening.open(definition, stallMillis),
                place,
                from);
    }

    private StreamPlan once(
            String stream,
            String shownAddress,
            boolean paced,
            Supplier<SourceOpening.OpenedSource> sources,
            EpochPlace place,
            org.earwitness.schemas.Clock from) {
        ReadLimits limits = new ReadLimits(config.framesPerSecond(), config.maxLeadMillis() * 1_000);
        return new StreamPlan(
                new ReadPlan(stream, shownAddress, false, paced, limits),
                sources,
                () -> new FilePlacement(place, from),
                unwatched(),
                false,
                unread(place, from),
                () -> place.epoch() + 1,
                publisher.writer(stream));
    }

    private StreamPlan live(StreamDefinition definition, long leastEpoch) {
        Epochs epochs = new Epochs(clock, leastEpoch);
        long stallMillis = definition.stallMillis().orElse(config.live().usualStallMillis(definition));
        ReadPlan read = new ReadPlan(
                definition.stream(),
                definition.shownAddress(),
                true,
                false,
                new ReadLimits(config.framesPerSecond(), config.live().maxLeadMillis() * 1_000));
        // Of a stream that was read before, the record of its state must not look as if it never had been.
        EpochPlace before = new EpochPlace(Math.max(0, leastEpoch - 1), Math.max(0, leastEpoch - 1));
        return new StreamPlan(
                read,
                () -> opening.open(definition, stallMillis),
                () -> new LivePlacement(epochs),
                config.live().limits(stallMillis),
                true,
                unread(before, org.earwitness.schemas.Clock.UNKNOWN),
                () -> epochs.last() + 1,
                publisher.writer(definition.stream(), config.livePublishLimits()));
    }

    private static Snapshot unread(EpochPlace place, org.earwitness.schemas.Clock clock) {
        return new Snapshot(place.epoch(), place.firstIndex(), "", clock, OptionalLong.empty(), Optional.empty());
    }

    private Reading begin(StreamPlan plan) {
        if (closed) {
            throw new IllegalStateException("stream " + plan.read().stream() + " cannot be started: ingest is closed");
        }
        SupervisedStream stream =
                new SupervisedStream(plan, states, readMeters, stateMeters, chance.split(), streams::remove);
        Reading reading = stream.reading();
        streams.put(reading, stream);
        stream.begin();
        return reading;
    }

    private void look() {
        for (SupervisedStream stream : streams.values()) {
            try {
                stream.tick();
            } catch (RuntimeException e) { // a fault in one stream must not end the watchdog of the others
                LOG.error("the watchdog cannot look at stream {}", stream.reading().stream(), e);
            }
        }
    }

    /** A source that is read once has FFmpeg's own deadlines; a file on a slow disk is nobody's fault. */
    private static SupervisionLimits unwatched() {
        return new SupervisionLimits(
                NEVER_MILLIS,
                NEVER_MILLIS,
                NEVER_MILLIS,
                NEVER_MILLIS,
                1,
                1,
                1,
                NEVER_MILLIS,
                NEVER_MILLIS,
                NEVER_MILLIS,
                1);
    }

    /** Stops all streams, gives Kafka what they have, and lets go of the producer; never takes longer than configured. */
    @Override
    public void close() {
        closed = true;
        watchdog.shutdownNow();
        streams.keySet().forEach(Reading::stop);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.closeTimeoutMillis());
        for (Map.Entry<Reading, SupervisedStream> entry : Map.copyOf(streams).entrySet()) {
            if (!isOver(entry.getKey(), Math.max(0, end - System.nanoTime()))) {
                entry.getValue().writer().abandon();
            }
        }
        clips.close();
        publisher.close(TimeUnit.NANOSECONDS.toMillis(Math.max(0, end - System.nanoTime())));
        producer.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private static boolean isOver(Reading reading, long nanos) {
        try {
            reading.outcome().get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
