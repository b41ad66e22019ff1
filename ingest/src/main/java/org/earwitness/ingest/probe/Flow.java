package org.earwitness.ingest.probe;

import java.util.OptionalDouble;

/**
 * How the packets of one track follow each other.
 *
 * @param packets how many came
 * @param bytes how many bytes they had
 * @param spanMicros media from the first to the end of the last, microseconds
 * @param perSecond packets a second of media; empty with fewer than two
 * @param typicalStepMicros the usual distance of one time stamp to the next, microseconds; 0 with fewer than two
 * @param shortestStepMicros the shortest distance but for the 1 % that are shorter, microseconds
 * @param longestStepMicros the longest distance, microseconds
 * @param twice packets whose time stamp another one has
 * @param withoutTime packets without a time stamp
 */
public record Flow(
        long packets,
        long bytes,
        long spanMicros,
        OptionalDouble perSecond,
        long typicalStepMicros,
        long shortestStepMicros,
        long longestStepMicros,
        long twice,
        long withoutTime) {
    private static final long LEAST_SPAN_MICROS = 200_000;

    /** Containers round time stamps to a millisecond; this much is no variation. */
    private static final long ROUNDING_MICROS = 2_000;

    /** A track of which nothing came. */
    public static final Flow NONE = new Flow(0, 0, 0, OptionalDouble.empty(), 0, 0, 0, 0, 0);

    /** Bits a second of media; empty where too little came to tell. */
    public OptionalDouble bitsPerSecond() {
        return spanMicros < LEAST_SPAN_MICROS
                ? OptionalDouble.empty()
                : OptionalDouble.of(bytes * 8 * 1e6 / spanMicros);
    }

    /** Whether the steps differ by more than rounding explains. */
    public boolean isVariable() {
        return longestStepMicros > typicalStepMicros * 5 / 4 + ROUNDING_MICROS
                || shortestStepMicros < typicalStepMicros * 3 / 4 - ROUNDING_MICROS;
    }
}
