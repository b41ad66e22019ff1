package org.earwitness.ingest.time;

import java.util.Arrays;

/** Counts the steps of a stream over its epochs, to tell one that does not stop stepping. */
final class StepCount {
    private final long[] latest;
    private final long spanMicros;

    /**
     * @param most how many are all right
     * @param spanMicros within what time, microseconds of media
     */
    StepCount(int most, long spanMicros) {
        this.latest = new long[most];
        this.spanMicros = spanMicros;
        Arrays.fill(latest, Long.MIN_VALUE / 2);
    }

    /** Counts a step; true when there are too many. */
    boolean add(long mediaMicros) {
        boolean tooMany = mediaMicros - latest[0] < spanMicros;
        System.arraycopy(latest, 1, latest, 0, latest.length - 1);
        latest[latest.length - 1] = mediaMicros;
        return tooMany;
    }
}
