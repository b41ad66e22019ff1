package org.earwitness.ingest.read;

import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.time.LiveClock;
import org.earwitness.schemas.Clock;

/**
 * Live media is placed in UTC: an epoch's first second is the first whole one that its media fills, and its index is the Unix
 * second. A step of its clock begins a new epoch.
 */
public final class LivePlacement implements Placement {
    private final Epochs epochs;
    private LiveClock clock = new LiveClock();
    private long originMicros;
    private long lastMediaMicros;
    private OptionalLong audioDelayMicros = OptionalLong.empty();

    /** @param epochs numbers them */
    public LivePlacement(Epochs epochs) {
        this.epochs = epochs;
    }

    @Override
    public Optional<Break> read(ClockReading reading) {
        audioDelayMicros = reading.audioDelayMicros();
        LiveClock.Verdict verdict = clock.read(reading.mediaMicros(), reading.utcMicros(), reading.clock());
        if (verdict instanceof LiveClock.Verdict.Step step) {
            restart(reading);
            return Optional.of(new Break(step.reason(), false));
        }
        if (verdict instanceof LiveClock.Verdict.Absurd absurd) {
            restart(reading);
            return Optional.of(new Break(absurd.reason(), true));
        }
        return Optional.empty();
    }

    private void restart(ClockReading reading) {
        clock = new LiveClock();
        clock.read(reading.mediaMicros(), reading.utcMicros(), reading.clock());
    }

    @Override
    public EpochPlace begin(long mediaMicros) {
        long utcMicros = clock.utcMicros(mediaMicros);
        long first = Math.floorDiv(utcMicros + SegmentClock.SECOND_MICROS - 1, SegmentClock.SECOND_MICROS);
        originMicros = first * SegmentClock.SECOND_MICROS;
        return new EpochPlace(epochs.next(), first);
    }

    @Override
    public long micros(long mediaMicros) {
        lastMediaMicros = mediaMicros;
        return clock.utcMicros(mediaMicros) - originMicros;
    }

    @Override
    public AudioSamples place(AudioSamples samples) {
        long media = Math.floorDiv(
                samples.firstSample() * SegmentClock.SECOND_MICROS, (long) SegmentClock.SAMPLES_PER_SECOND);
        long at = Math.floorDiv(
                micros(media) * SegmentClock.SAMPLES_PER_SECOND + SegmentClock.SECOND_MICROS / 2,
                SegmentClock.SECOND_MICROS);
        return new AudioSamples(at, samples.pcm(), samples.count());
    }

    @Override
    public long mediaMicros(long epochMicros) {
        // Good to what is slewed within a second or two, which is below a millisecond.
        return epochMicros + originMicros - (clock.utcMicros(lastMediaMicros) - lastMediaMicros);
    }

    @Override
    public Clock clock() {
        return clock.clock();
    }

    @Override
    public OptionalLong audioDelayMicros() {
        return audioDelayMicros;
    }

    @Override
    public Optional<Double> driftPpm() {
        return clock.isAnchored() ? Optional.of(clock.driftPpm()) : Optional.empty();
    }
}
