package org.earwitness.ingest.time;

import java.util.Arrays;

/**
 * The last readings of one clock: where they put media, how fast it drifts, at which rate it goes. Offset is UTC minus place.
 *
 * <p>Readings of arrival bound it from above, so the least counts; the others scatter around it, so the median does. Drift is the
 * slope of a straight line through one point for each ten seconds, over ten minutes: long enough to tell 2 ppm, short enough to
 * follow a room that warms up.
 */
final class Readings {
    private static final int KEPT = 64;
    private static final int POINTS = 60;
    private static final int LEAST_POINTS = 6;
    private static final long POINT_MICROS = 10_000_000;
    private static final double MILLION = 1e6;

    /** A slope that is less sure than this is noise of the network, not drift: over a window it would move a place by a millisecond. */
    private static final double SURE_PPM = 25;

    private final boolean upperBounds;
    private final long windowMicros;
    private final double mostDriftPpm;

    private final long[] media = new long[KEPT];
    private final long[] offset = new long[KEPT];
    private final double[] sorted = new double[KEPT];
    private int count;
    private int newest = -1;

    private final long[] pointMedia = new long[POINTS];
    private final long[] pointOffset = new long[POINTS];
    private int points;
    private int newestPoint = -1;
    private boolean pointOpen;
    private long pointStart;
    private long openMedia;
    private long openOffset;
    private double gain;

    /**
     * @param upperBounds whether the readings only ever are too late
     */
    Readings(boolean upperBounds, LiveClockLimits limits) {
        this.upperBounds = upperBounds;
        this.windowMicros = limits.windowMicros();
        this.mostDriftPpm = limits.mostDriftPpm();
    }

    void clear() {
        count = 0;
        newest = -1;
        points = 0;
        newestPoint = -1;
        pointOpen = false;
        gain = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Place of the last reading; there must be one. */
    long newestMedia() {
        return media[newest];
    }

    /** Offset of the last reading; there must be one. */
    long newestOffset() {
        return offset[newest];
    }

    void add(long mediaMicros, long offsetMicros) {
        newest = (newest + 1) % KEPT;
        count = Math.min(KEPT, count + 1);
        media[newest] = mediaMicros;
        offset[newest] = offsetMicros;
        addToPoint(mediaMicros, offsetMicros);
    }

    /** How much faster than media UTC runs, parts per million; 0 while that is not sure. */
    double gainPpm() {
        return gain * MILLION;
    }

    /** Offset at a place, by the readings of the window, along the drift. */
    double offsetAt(long mediaMicros) {
        int used = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int back = 0; back < count; back++) {
            int at = Math.floorMod(newest - back, KEPT);
            if (Math.abs(media[newest] - media[at]) > windowMicros) {
                continue;
            }
            double moved = offset[at] + gain * (mediaMicros - media[at]);
            least = Math.min(least, moved);
            sorted[used++] = moved;
        }
        if (upperBounds) {
            return least;
        }
        Arrays.sort(sorted, 0, used);
        return used % 2 == 1 ? sorted[used / 2] : (sorted[used / 2 - 1] + sorted[used / 2]) / 2;
    }

    private void addToPoint(long mediaMicros, long offsetMicros) {
        if (pointOpen && (mediaMicros - pointStart >= POINT_MICROS || mediaMicros < pointStart)) {
            newestPoint = (newestPoint + 1) % POINTS;
            points = Math.min(POINTS, points + 1);
            pointMedia[newestPoint] = openMedia;
            pointOffset[newestPoint] = openOffset;
            pointOpen = false;
            fit();
        }
        if (!pointOpen) {
            pointOpen = true;
            pointStart = mediaMicros;
            openMedia = mediaMicros;
            openOffset = offsetMicros;
            return;
        }
        boolean lower = offsetMicros - gain * (mediaMicros - openMedia) < openOffset;
        if (upperBounds && lower) {
            openMedia = mediaMicros;
            openOffset = offsetMicros;
        }
    }

    /** A straight line through the points, by least squares. */
    private void fit() {
        gain = 0;
        if (points < LEAST_POINTS) {
            return;
        }
        long mediaOrigin = pointMedia[newestPoint];
        long offsetOrigin = pointOffset[newestPoint];
        double meanX = 0;
        double meanY = 0;
        for (int at = 0; at < points; at++) {
            meanX += (double) (pointMedia[at] - mediaOrigin) / points;
            meanY += (double) (pointOffset[at] - offsetOrigin) / points;
        }
        double squares = 0;
        double products = 0;
        double scatter = 0;
        for (int at = 0; at < points; at++) {
            double x = pointMedia[at] - mediaOrigin - meanX;
            double y = pointOffset[at] - offsetOrigin - meanY;
            squares += x * x;
            products += x * y;
            scatter += y * y;
        }
        if (squares <= 0) {
            return;
        }
        double slope = products / squares;
        double unexplained = Math.max(0, scatter - slope * products) / (points - 2);
        double errorPpm = Math.sqrt(unexplained / squares) * MILLION;
        if (errorPpm <= SURE_PPM) {
            gain = Math.max(-mostDriftPpm, Math.min(mostDriftPpm, slope * MILLION)) / MILLION;
        }
    }
}
