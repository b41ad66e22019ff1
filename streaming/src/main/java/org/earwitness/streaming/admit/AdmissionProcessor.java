package org.earwitness.streaming.admit;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.streaming.admit.Decision.Counts;
import org.earwitness.streaming.admit.Decision.Dropped;
import org.earwitness.streaming.admit.StreamProgress.End;
import org.earwitness.streaming.rejected.RejectionReason;
import org.earwitness.streaming.rejected.SegmentRefused;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each segment of a stream through once and in order. The others are counted, or refused by an exception that Kafka Streams
 * turns into a dead letter. Where ingest itself has died, the wall clock makes it write the STALLED marker that ingest would
 * have written, into the log, so that what follows from it is replayed at the same place.
 */
public final class AdmissionProcessor implements Processor<String, Segment, String, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionProcessor.class);
    private static final int CHECKS_PER_STALL = 4;
    private static final long SHORTEST_CHECK_MILLIS = 1_000;

    private final Routes routes;
    private final long stalledAfterMillis;
    private final AdmissionMeters meters;
    private final SegmentRules rules = new SegmentRules();
    private final Admission admission = new Admission();
    private final StallWatch watch;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, StreamProgress> progress;

    /**
     * Names of what surrounds this operator.
     *
     * @param store the store of {@link StreamProgress}
     * @param next the operator that takes {@link Admitted}
     * @param stalled the sink that takes STALLED markers
     */
    public record Routes(String store, String next, String stalled) {}

    /**
     * @param routes names of what surrounds this operator
     * @param stalledAfterMillis how long a stream may be quiet before a STALLED marker is written; 0 means never
     * @param meters what to count with
     */
    public AdmissionProcessor(Routes routes, long stalledAfterMillis, AdmissionMeters meters) {
        this.routes = routes;
        this.stalledAfterMillis = stalledAfterMillis;
        this.meters = meters;
        this.watch = new StallWatch(stalledAfterMillis);
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.progress = context.getStateStore(routes.store());
        if (stalledAfterMillis > 0) {
            watchKnownStreams();
            Duration every = Duration.ofMillis(Math.max(SHORTEST_CHECK_MILLIS, stalledAfterMillis / CHECKS_PER_STALL));
            context.schedule(every, PunctuationType.WALL_CLOCK_TIME, this::markStalled);
        }
    }

    @Override
    public void process(Record<String, Segment> record) {
        Decision decision = meters.stage().record(() -> decide(record.key(), record.value()));
        if (decision instanceof Counts counts) {
            Admitted admitted = counts.admitted();
            meters.admitted(admitted.isMarker());
            follow(record.key(), admitted.isMarker());
            context.forward(record.withValue(admitted), routes.next());
        } else if (decision instanceof Dropped dropped) {
            meters.dropped(dropped.reason());
        } else {
            throw new IllegalStateException("no rule for the decision " + decision);
        }
    }

    private Decision decide(@Nullable String key, @Nullable Segment segment) {
        if (segment == null) {
            throw new SegmentRefused(
                    RejectionReason.NO_VALUE, Optional.empty(), "the record of key '" + key + "' has no value");
        }
        rules.flawOf(key, segment).ifPresent(flaw -> {
            throw SegmentRefused.of(segment, flaw.reason(), flaw.message());
        });
        StreamProgress before =
                Optional.ofNullable(progress.get(segment.getStream())).orElse(StreamProgress.NONE);
        return admission.decide(before, segment);
    }

    private void follow(String stream, boolean marker) {
        if (stalledAfterMillis <= 0) {
            return;
        }
        if (marker) {
            watch.ended(stream);
        } else {
            watch.arrived(stream, context.currentSystemTimeMs());
        }
    }

    /** After a restart or a rebalance the clock of each live stream begins anew: what came before is not known here. */
    private void watchKnownStreams() {
        try (KeyValueIterator<String, StreamProgress> all = progress.all()) {
            while (all.hasNext()) {
                KeyValue<String, StreamProgress> known = all.next();
                if (known.value.end() == End.NONE) {
                    watch.arrived(known.key, context.currentSystemTimeMs());
                }
            }
        }
    }

    private void markStalled(long nowMillis) {
        for (String stream : watch.takeStalled(nowMillis)) {
            Optional.ofNullable(progress.get(stream)).ifPresent(last -> {
                LOG.warn(
                        "Nothing came of stream {} for {} ms; a STALLED marker at index {} is written for it.",
                        stream,
                        stalledAfterMillis,
                        last.next());
                meters.stalled();
                context.forward(new Record<>(stream, stalledMarker(stream, last), nowMillis), routes.stalled());
            });
        }
    }

    private static Segment stalledMarker(String stream, StreamProgress last) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(SegmentKind.STALLED)
                .setEpoch(last.epoch())
                .setIndex(last.next())
                .setStartMicros(last.nextStartMicros())
                .setClock(last.clock())
                .setDurationMicros(0)
                .setFrames(List.of())
                .setAudio(ByteBuffer.allocate(0))
                .setVideoTrack(VideoTrack.MISSING)
                .setAudioTrack(AudioTrack.MISSING)
                .build();
    }
}
