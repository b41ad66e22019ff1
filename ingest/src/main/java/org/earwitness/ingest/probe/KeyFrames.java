package org.earwitness.ingest.probe;

/**
 * Where a decoder can begin. A distance counts from one key frame to the next; while only one has come it is not known, but it
 * is at least what followed that one.
 *
 * @param count key frames that came
 * @param longestFrames frames from a key frame to the next, at most; 0 while no distance is known
 * @param longestMicros the same in microseconds of media
 * @param sinceLastMicros media behind the last key frame, microseconds; all of it when none came
 */
public record KeyFrames(long count, long longestFrames, long longestMicros, long sinceLastMicros) {
    /** A track of which nothing came. */
    public static final KeyFrames NONE = new KeyFrames(0, 0, 0, 0);

    /** Whether a distance was seen from end to end. */
    public boolean isKnown() {
        return longestFrames > 0;
    }

    /** What the distance is at least, microseconds. */
    public long leastMicros() {
        return Math.max(longestMicros, sinceLastMicros);
    }
}
