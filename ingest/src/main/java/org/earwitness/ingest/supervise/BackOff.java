package org.earwitness.ingest.supervise;

import java.util.random.RandomGenerator;

/**
 * How long to wait before a source is opened again: twice as long each time up to a ceiling, and somewhere in the upper half of
 * that, so that the cameras behind a switch that was restarted do not all come back in the same instant. One thread at a time.
 */
public final class BackOff {
    private static final int MOST_DOUBLINGS = 30;

    private final long firstMillis;
    private final long ceilingMillis;
    private final RandomGenerator random;

    /**
     * @param firstMillis the first wait before chance, milliseconds
     * @param ceilingMillis the longest wait, milliseconds
     * @param random where chance comes from
     */
    public BackOff(long firstMillis, long ceilingMillis, RandomGenerator random) {
        if (firstMillis < 1 || ceilingMillis < firstMillis) {
            throw new IllegalArgumentException("a first wait of " + firstMillis + " ms and a ceiling of "
                    + ceilingMillis + " ms do not go together. Use for instance 250 and 1000.");
        }
        this.firstMillis = firstMillis;
        this.ceilingMillis = ceilingMillis;
        this.random = random;
    }

    /**
     * The wait after so many failures in a row.
     *
     * @param failures at least 1
     * @return milliseconds, at least half of {@code firstMillis}, at most the ceiling
     */
    public long millis(int failures) {
        long doubled = firstMillis << Math.min(MOST_DOUBLINGS, failures - 1);
        long most = doubled <= 0 ? ceilingMillis : Math.min(ceilingMillis, doubled);
        return most - random.nextLong(most / 2 + 1);
    }
}
