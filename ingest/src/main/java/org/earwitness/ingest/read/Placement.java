package org.earwitness.ingest.read;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.Second;
import org.earwitness.ingest.segment.Segmenter;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.schemas.Clock;

/** Gives a source's media its place: which epoch, and where in it. One thread, one reading of a source. */
public interface Placement {
    /** Why the epoch must end, and whether the source's time stamps are to blame. */
    record Break(String reason, boolean isAbsurd) {}

    /** Takes a reading of a clock; says so when a new epoch must begin. */
    Optional<Break> read(ClockReading reading);

    /** Whether it can say where media is; until then media has no place and is left out. */
    boolean isReady();

    /** The source's time line broke, so that what was learnt about its clock holds no more. */
    void broken();

    /**
     * Begins an epoch with the media that comes next.
     *
     * @param mediaMicros place of that media on the source's time line
     */
    EpochPlace begin(long mediaMicros);

    /** Where media is, microseconds since the start of the epoch's first second; below 0 for what comes before it. */
    long micros(long mediaMicros);

    /**
     * Gives samples to the segmenter, each at its place in the epoch.
     *
     * @return the seconds that are finished now, in order
     */
    List<Second> cut(Segmenter segmenter, AudioSamples samples);

    /** The other way round: which media is at this place of the epoch. */
    long mediaMicros(long epochMicros);

    /** Where the time of the media that comes now is from. */
    Clock clock();

    /** How much later sound arrives than the picture, microseconds, as far as known. */
    OptionalLong audioDelayMicros();

    /** How fast the source's clock runs against UTC, parts per million, as far as known. */
    Optional<Double> driftPpm();
}
