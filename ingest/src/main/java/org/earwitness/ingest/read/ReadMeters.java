package org.earwitness.ingest.read;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.VideoTrack;

/** What the reading of streams counts; one object serves all streams of a process. Any thread. */
public final class ReadMeters {
    private final Counter videoGaps;
    private final Counter audioGaps;
    private final Counter discontinuities;
    private final Counter epochs;
    private final Counter secondsBroken;
    private final Counter soundHoles;
    private final Counter samplesLate;
    private final Timer read;

    /** @param registry where the meters are kept */
    public ReadMeters(MeterRegistry registry) {
        videoGaps = registry.counter("earwitness.ingest.gaps", "track", "video");
        audioGaps = registry.counter("earwitness.ingest.gaps", "track", "audio");
        discontinuities = registry.counter("earwitness.ingest.discontinuities");
        epochs = registry.counter("earwitness.ingest.epochs");
        secondsBroken = registry.counter("earwitness.ingest.seconds.broken");
        soundHoles = registry.counter("earwitness.ingest.sound.holes");
        samplesLate = registry.counter("earwitness.ingest.samples.late");
        read = registry.timer("earwitness.ingest.read");
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

    /** At the end of an epoch so much media was given up, because it fills no second. */
    void brokenOff(long micros) {
        secondsBroken.increment((double) micros / SegmentClock.SECOND_MICROS);
    }

    void discontinuity() {
        discontinuities.increment();
    }

    void epoch() {
        epochs.increment();
    }
}
