package org.earwitness.app.run;

/**
 * What was said about one segment of a stream.
 *
 * @param segment index of the segment, from 0
 * @param startMicros its start on the stream's clock, microseconds
 * @param label the pack's label, or {@value #BACKGROUND} whatever the pack calls its background
 * @param score probability of that label, 0 to 1
 * @param attention 49 values, row by row of the 7x7 map
 */
// Copied on the way in and out: an array, because a list would box 49 floats for each second of media.
@SuppressWarnings("ArrayRecordComponent")
public record SegmentLine(long segment, long startMicros, String label, float score, float[] attention) {

    /** What a segment is called in which nothing is both heard and seen. */
    public static final String BACKGROUND = "background";

    static final int PLACES = 49;

    public SegmentLine {
        if (attention.length != PLACES) {
            throw new IllegalArgumentException("segment " + segment + " has an attention map of " + attention.length
                    + " places instead of " + PLACES + ": the event was written by another version. Run that version.");
        }
        attention = attention.clone();
    }

    /** Whether nothing is both heard and seen. */
    public boolean isBackground() {
        return label.equals(BACKGROUND);
    }

    @Override
    public float[] attention() {
        return attention.clone();
    }
}
