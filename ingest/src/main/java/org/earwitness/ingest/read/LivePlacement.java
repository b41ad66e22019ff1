package org.earwitness.ingest.read;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.time.LiveClock;
import org.earwitness.ingest.time.SoundSlew;
import org.earwitness.schemas.Clock;

/**
 * Live media is placed in UTC: an epoch's first second is the first whole one that its media fills, and its index is the Unix
 * second. A step of its clock begins a new epoch.
 */
public final class LivePlacement implements Placement {
    private final Epochs epochs;
    private LiveClock clock = new LiveClock();
    private SoundSlew sound = new SoundSlew(clock, 0);
    private long originMicros;
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
            clock = clock.successor();
            return Optional.of(new Break(step.reason(), false));
        }
        if (verdict instanceof LiveClock.Verdict.Absurd absurd) {
            clock = clock.successor();
            return Optional.of(new Break(absurd.reason(), true));
        }
        return Optional.empty();
    }

    @Override
    public boolean isReady() {
        return clock.isAnchored();
    }

    @Override
    public void broken() {
        clock.broken();
    }

    @Override
    public EpochPlace begin(long mediaMicros) {
        long utcMicros = clock.utcMicros(mediaMicros);
        long first = Math.floorDiv(utcMicros + SegmentClock.SECOND_MICROS - 1, SegmentClock.SECOND_MICROS);
        originMicros = first * SegmentClock.SECOND_MICROS;
        sound = new SoundSlew(clock, originMicros);
        return new EpochPlace(epochs.next(), first);
    }

    @Override
    public long micros(long mediaMicros) {
        return clock.utcMicros(mediaMicros) - originMicros;
    }

    @Override
    public List<Second> cut(Segmenter segmenter, AudioSamples samples) {
        sound.place(samples.firstSample(), samples.pcm(), 0, samples.count());
        return segmenter.audio(sound.firstSample(), sound.pcm(), sound.offset(), sound.count());
    }

    @Override
    public long mediaMicros(long epochMicros) {
        return clock.mediaMicros(epochMicros + originMicros);
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
