package org.earwitness.ingest.source;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.Opened;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;

/** What a source gave until a test had seen enough. */
final class Watch {
    private static final SourceLimits LIMITS = new SourceLimits(10_000, 5_000, 1, 4_096, 224, 3);

    final List<ClockReading> readings = new ArrayList<>();
    final List<MediaEvent> events = new ArrayList<>();
    Optional<Opened> opened = Optional.empty();
    Optional<Failed> failed = Optional.empty();
    boolean ended;
    int frames;
    long samples;
    boolean mediaBeforeReading;

    static FfmpegSource source(String address, SourceSettings settings) {
        return new FfmpegSource(
                new MediaAddress(address),
                settings,
                LIMITS,
                new SourceMeters(new SimpleMeterRegistry()),
                Clock.systemUTC(),
                Optional.empty());
    }

    /** Reads until enough was seen or the source is over. */
    static Watch until(String address, SourceSettings settings, Predicate<Watch> enough) {
        Watch watch = new Watch();
        try (FfmpegSource source = source(address, settings)) {
            while (!enough.test(watch) && watch.failed.isEmpty() && !watch.ended) {
                watch.saw(source.next());
            }
        }
        return watch;
    }

    private void saw(MediaEvent event) {
        if (event instanceof ClockReading reading) {
            readings.add(reading);
        } else if (event instanceof VideoFrame) {
            frames++;
            mediaBeforeReading |= readings.isEmpty();
        } else if (event instanceof AudioSamples heard) {
            samples += heard.count();
            mediaBeforeReading |= readings.isEmpty();
        } else if (event instanceof Opened found) {
            opened = Optional.of(found);
        } else if (event instanceof Failed failure) {
            failed = Optional.of(failure);
        } else if (event instanceof Ended) {
            ended = true;
        }
        events.add(event);
    }

    /** What a refused source says. */
    static Failed failure(String address, SourceSettings settings) {
        Watch watch = until(address, settings, seen -> seen.frames > 0 || seen.samples > 0);
        return watch.failed.orElseThrow(() -> new AssertionError("it was opened: " + watch.opened));
    }

    @Override
    public String toString() {
        return "opened " + opened + ", " + frames + " frames, " + samples + " samples, readings " + readings
                + ", failed " + failed;
    }
}
