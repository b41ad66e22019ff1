package org.earwitness.ingest.segment;

/**
 * Arithmetic of seconds, slots and samples on a stream's time line, which starts at 0 at its origin.
 *
 * <p>The N frames of a second stand for its N equal parts: slot i is the instant in the middle of part i, (i + 1/2) / N of the
 * second. With N = 4 that is 0.125, 0.375, 0.625 and 0.875 s: evenly spread, and no slot falls on a second boundary, where a
 * frame could belong to either side.
 *
 * @param framesPerSecond N, how many frames a second carries
 */
public record SegmentClock(int framesPerSecond) {
    /** Microseconds in a second. */
    public static final long SECOND_MICROS = 1_000_000;

    /** Samples in a second of the sound that segments carry. */
    public static final int SAMPLES_PER_SECOND = 16_000;

    public SegmentClock {
        if (framesPerSecond < 1 || framesPerSecond > 60) {
            throw new IllegalArgumentException(
                    "framesPerSecond is " + framesPerSecond + ": it is outside 1 to 60. Use 4.");
        }
    }

    /** Which second an instant is in; negative before the origin. */
    static long secondOf(long micros) {
        return Math.floorDiv(micros, SECOND_MICROS);
    }

    /** First microsecond after a second. */
    static long endOf(long second) {
        return (second + 1) * SECOND_MICROS;
    }

    /** When a sample is heard, microseconds since the origin; rounded down. */
    static long microsOfSample(long sample) {
        return Math.floorDiv(sample * SECOND_MICROS, SAMPLES_PER_SECOND);
    }

    /** The instant of a slot, microseconds since the origin. */
    long slotMicros(long second, int slot) {
        return second * SECOND_MICROS + (2L * slot + 1) * SECOND_MICROS / (2L * framesPerSecond);
    }
}
