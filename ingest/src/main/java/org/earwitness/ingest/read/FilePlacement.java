package org.earwitness.ingest.read;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.schemas.Clock;

/** A file's time is its own: its start is the start of the epoch's first second. */
public final class FilePlacement implements Placement {
    private final EpochPlace place;
    private final Clock clock;

    /**
     * @param place where it begins
     * @param clock what its seconds are called: MEDIA, or ARRIVAL for a file that is played as if it were live
     */
    public FilePlacement(EpochPlace place, Clock clock) {
        this.place = place;
        this.clock = clock;
    }

    @Override
    public Optional<Break> read(ClockReading reading) {
        return Optional.empty();
    }

    @Override
    public EpochPlace begin(long mediaMicros) {
        return place;
    }

    @Override
    public long micros(long mediaMicros) {
        return mediaMicros;
    }

    @Override
    public List<Second> cut(Segmenter segmenter, AudioSamples samples) {
        return segmenter.audio(samples.firstSample(), samples.pcm(), 0, samples.count());
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void broken() {}

    @Override
    public long mediaMicros(long epochMicros) {
        return epochMicros;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public OptionalLong audioDelayMicros() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Double> driftPpm() {
        return Optional.empty();
    }
}
