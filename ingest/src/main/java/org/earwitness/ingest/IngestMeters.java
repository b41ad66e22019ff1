package org.earwitness.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earwitness.ingest.segment.Second;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.VideoTrack;

/** What the reading of streams counts; one object serves all streams of a process. Any thread. */
final class IngestMeters {
    private final Counter videoGaps;
    private final Counter audioGaps;
    private final Counter discontinuities;
    private final Counter soundHoles;
    private final Counter samplesLate;
    private final Timer read;
    private final Map<StreamCondition, AtomicInteger> streams = new EnumMap<>(StreamCondition.class);

    IngestMeters(MeterRegistry registry) {
        videoGaps = registry.counter("earwitness.ingest.gaps", "track", "video");
        audioGaps = registry.counter("earwitness.ingest.gaps", "track", "audio");
        discontinuities = registry.counter("earwitness.ingest.discontinuities");
        soundHoles = registry.counter("earwitness.ingest.sound.holes");
        samplesLate = registry.counter("earwitness.ingest.samples.late");
        read = registry.timer("earwitness.ingest.read");
        for (StreamCondition condition : StreamCondition.values()) {
            if (condition != StreamCondition.UNKNOWN) {
                streams.put(
                        condition,
                        registry.gauge(
                                "earwitness.ingest.streams",
                                Tags.of("state", condition.name().toLowerCase(Locale.ROOT)),
                                new AtomicInteger()));
            }
        }
    }

    /** A second was cut from a stream that has these tracks, after so much time in its source. */
    void cut(Second second, boolean hasVideo, boolean hasAudio, long sourceNanos) {
        read.record(sourceNanos, TimeUnit.NANOSECONDS);
        if (hasVideo && second.video() == VideoTrack.MISSING) {
            videoGaps.increment();
        }
        if (hasAudio && second.sound() == AudioTrack.MISSING) {
            audioGaps.increment();
        }
    }

    /** Since the second before, sound had so many holes, and so many samples came after their second was cut. */
    void heard(long holes, long lateSamples) {
        soundHoles.increment((double) holes);
        samplesLate.increment((double) lateSamples);
    }

    void discontinuity() {
        discontinuities.increment();
    }

    /** A stream went from one state to another; empty before its first. */
    void moved(Optional<StreamState> from, StreamState to) {
        from.ifPresent(state -> counterOf(state).decrementAndGet());
        counterOf(to).incrementAndGet();
    }

    private AtomicInteger counterOf(StreamState state) {
        return streams.computeIfAbsent(state.condition(), condition -> new AtomicInteger());
    }
}
