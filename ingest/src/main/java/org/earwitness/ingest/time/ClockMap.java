package org.earwitness.ingest.time;

import java.util.Arrays;

/**
 * From places of media to UTC and back: straight pieces that join. What was asked once keeps its answer, because the mapping is
 * only ever bent behind the furthest place that was asked; so a picture and a sound of the same place get the same UTC however far
 * apart they are asked, and UTC never runs backwards. The oldest pieces are forgotten.
 */
final class ClockMap {
    /** Two for each reading, one reading a second: two minutes, far more than one track may lead by. */
    private static final int MOST_KNOTS = 256;

    private static final double MILLION = 1e6;

    private final long[] media = new long[MOST_KNOTS];
    private final long[] utc = new long[MOST_KNOTS];
    /** How much faster than media UTC runs behind each knot, a fraction. */
    private final double[] gain = new double[MOST_KNOTS];

    private int count;
    private long frontier = Long.MIN_VALUE;

    /** Begins anew: this place is at this instant, and nothing was asked. */
    void anchor(long mediaMicros, long utcMicros, double ppm) {
        count = 0;
        frontier = Long.MIN_VALUE;
        add(mediaMicros, utcMicros, ppm / MILLION);
    }

    /** Whether a place was asked, so that the mapping may no longer be moved as a whole. */
    boolean isUsed() {
        return frontier != Long.MIN_VALUE;
    }

    /** Lets the mapping be moved as a whole again: what was asked is of an epoch that is over. */
    void release() {
        frontier = Long.MIN_VALUE;
    }

    /** From where on the mapping may still be bent. */
    long bendable() {
        return Math.max(frontier, media[0]);
    }

    /** UTC of a place, for good. */
    long use(long mediaMicros) {
        frontier = Math.max(frontier, mediaMicros);
        return at(mediaMicros);
    }

    /** UTC of a place as it is now. */
    long at(long mediaMicros) {
        int knot = count - 1;
        while (knot > 0 && media[knot] > mediaMicros) {
            knot--;
        }
        return ahead(knot, mediaMicros);
    }

    /** Which place is at an instant, to the microsecond where the mapping is bent. */
    long mediaAt(long utcMicros) {
        int knot = count - 1;
        while (knot > 0 && utc[knot] > utcMicros) {
            knot--;
        }
        return media[knot] + Math.round((utcMicros - utc[knot]) / (1 + gain[knot]));
    }

    /**
     * Bends the mapping from {@link #bendable} on.
     *
     * @param ppm how much faster than media UTC runs there
     * @param forMicros for how long
     * @param afterwardsPpm how much faster behind that
     */
    void bend(double ppm, long forMicros, double afterwardsPpm) {
        long from = bendable();
        long utcThere = at(from);
        while (count > 0 && media[count - 1] >= from) {
            count--;
        }
        add(from, utcThere, ppm / MILLION);
        if (forMicros > 0) {
            add(from + forMicros, ahead(count - 1, from + forMicros), afterwardsPpm / MILLION);
        }
    }

    private long ahead(int knot, long mediaMicros) {
        long distance = mediaMicros - media[knot];
        return utc[knot] + distance + (long) Math.floor(distance * gain[knot]);
    }

    private void add(long mediaMicros, long utcMicros, double gainThere) {
        if (count == MOST_KNOTS) {
            int kept = MOST_KNOTS / 2;
            for (long[] values : new long[][] {media, utc}) {
                System.arraycopy(values, count - kept, values, 0, kept);
            }
            System.arraycopy(gain, count - kept, gain, 0, kept);
            Arrays.fill(gain, kept, count, 0);
            count = kept;
        }
        media[count] = mediaMicros;
        utc[count] = utcMicros;
        gain[count] = gainThere;
        count++;
    }
}
