package org.earwitness.app.run;

/**
 * From when to when one event lasts in a stream.
 *
 * @param label the pack's label
 * @param firstSegment index of its first segment
 * @param startMicros start on the stream's clock, microseconds, inclusive
 * @param endMicros end on the stream's clock, microseconds, exclusive
 * @param peakScore highest score of its segments, 0 to 1
 * @param peakSegment index of the segment with that score
 * @param peakAttention attention map of that segment, 49 values row by row
 * @param closed false when its end is not known, because the stream broke off
 */
// Copied on the way in and out: an array, because a list would box 49 floats for each second of media.
@SuppressWarnings("ArrayRecordComponent")
public record IntervalLine(
        String label,
        long firstSegment,
        long startMicros,
        long endMicros,
        float peakScore,
        long peakSegment,
        float[] peakAttention,
        boolean closed) {

    public IntervalLine {
        if (endMicros < startMicros) {
            throw new IllegalArgumentException("the interval of " + label + " ends at " + endMicros
                    + " us, before its start at " + startMicros + " us: the record is damaged. Run again.");
        }
        peakAttention = peakAttention.clone();
    }

    long lengthMicros() {
        return endMicros - startMicros;
    }

    @Override
    public float[] peakAttention() {
        return peakAttention.clone();
    }
}
