package org.earwitness.ingest.time;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a step of a clock and absurd time stamps from outliers and late arrivals, by readings that lie too far from the mapping.
 * Offset is UTC minus place; a deviation is how much later a reading puts media than the mapping does.
 */
final class Deviations {
    /** What the readings so far mean. */
    enum Finding {
        NOTHING,
        STEP,
        ABSURD
    }

    private static final int KEPT = 64;
    private static final int LEAST_INTERVALS = 4;
    private static final int MUCH_MEDIA = 10;
    /** Readings come once a second; wider apart than this they come with segments of several seconds. */
    private static final long SEGMENT_MICROS = 2_000_000;

    private final boolean upperBounds;
    private final LiveClockLimits limits;
    private final long[] media = new long[KEPT];
    private final long[] utc = new long[KEPT];
    private final double[] rates = new double[KEPT];
    private int count;
    private int newest = -1;
    private int runLength;
    private int runSide;
    private long runMicros;
    private long runEarliestOffset;
    private double rate;

    Deviations(boolean upperBounds, LiveClockLimits limits) {
        this.upperBounds = upperBounds;
        this.limits = limits;
    }

    void clear() {
        count = 0;
        newest = -1;
        runLength = 0;
    }

    /** Whether a reading is too far from the mapping to be drift. */
    boolean isFar(long deviationMicros) {
        return deviationMicros < -limits.stepMicros() || deviationMicros > lateMicros();
    }

    /**
     * Takes a reading.
     *
     * @param deviationMicros how much later than the mapping it puts its place
     */
    Finding add(long mediaMicros, long utcMicros, long deviationMicros) {
        newest = (newest + 1) % KEPT;
        count = Math.min(KEPT, count + 1);
        media[newest] = mediaMicros;
        utc[newest] = utcMicros;
        if (!isFar(deviationMicros)) {
            runLength = 0;
            return Finding.NOTHING;
        }
        int side = Long.signum(deviationMicros);
        if (runLength == 0 || side != runSide) {
            runLength = 0;
            runSide = side;
            runMicros = utcMicros;
            runEarliestOffset = utcMicros - mediaMicros;
        }
        runLength++;
        runEarliestOffset = Math.min(runEarliestOffset, utcMicros - mediaMicros);
        if (isAbsurd(side)) {
            return Finding.ABSURD;
        }
        return isStep() ? Finding.STEP : Finding.NOTHING;
    }

    /** Offset that the readings of a step agree on. */
    long stepOffset() {
        return upperBounds ? runEarliestOffset : utc[newest] - media[newest];
    }

    /** How fast media went against UTC when it was found absurd. */
    double rate() {
        return rate;
    }

    /** How far the readings of a run are from the mapping, in words. */
    static String words(long deviationMicros) {
        return String.format(
                Locale.ROOT, "%.1f s %s", Math.abs(deviationMicros) / 1e6, deviationMicros < 0 ? "earlier" : "later");
    }

    /** Segments that are looked for from time to time are found late by up to their own length. */
    private long lateMicros() {
        if (!upperBounds) {
            return limits.stepMicros();
        }
        long widest = 0;
        for (int back = 0; back + 1 < Math.min(count, KEPT); back++) {
            int at = Math.floorMod(newest - back, KEPT);
            int before = Math.floorMod(at - 1, KEPT);
            if (Math.abs(media[newest] - media[before]) > 2 * limits.windowMicros()) {
                break;
            }
            widest = Math.max(widest, Math.abs(media[at] - media[before]));
        }
        boolean inSegments = widest > SEGMENT_MICROS && widest <= limits.windowMicros();
        return inSegments ? Math.max(limits.stepMicros(), widest) : limits.stepMicros();
    }

    private boolean isStep() {
        long confirm = upperBounds && runSide > 0 ? limits.lateConfirmMicros() : limits.stepConfirmMicros();
        if (runLength < limits.stepReadings() || Math.abs(utc[newest] - runMicros) < confirm) {
            return false;
        }
        Optional<Double> middle = medianRate(Math.min(runLength - 1, count - 1));
        return middle.isEmpty() || !isOutside(middle.get());
    }

    private boolean isAbsurd(int side) {
        long least = upperBounds ? side > 0 ? limits.slowMicros() : limits.fastMicros() : limits.rateMicros();
        for (int back = LEAST_INTERVALS; back < count; back++) {
            int at = Math.floorMod(newest - back, KEPT);
            long utcSpan = utc[newest] - utc[at];
            long mediaSpan = media[newest] - media[at];
            if (Math.abs(utcSpan) >= least || Math.abs(mediaSpan) >= MUCH_MEDIA * least) {
                double overall = ratio(mediaSpan, utcSpan);
                rate = overall;
                return isOutside(overall)
                        && medianRate(back).filter(this::isOutside).isPresent();
            }
        }
        return false;
    }

    private boolean isOutside(double someRate) {
        return someRate < limits.leastRate() || someRate > limits.mostRate();
    }

    /** The middle one of the rates between the last readings; empty when there are none. */
    private Optional<Double> medianRate(int intervals) {
        for (int back = 0; back < intervals; back++) {
            int at = Math.floorMod(newest - back, KEPT);
            int before = Math.floorMod(at - 1, KEPT);
            rates[back] = ratio(media[at] - media[before], utc[at] - utc[before]);
        }
        if (intervals < 1) {
            return Optional.empty();
        }
        Arrays.sort(rates, 0, intervals);
        return Optional.of(rates[intervals / 2]);
    }

    private static double ratio(long mediaSpan, long utcSpan) {
        if (utcSpan <= 0) {
            return mediaSpan <= 0 && utcSpan < 0 ? (double) mediaSpan / utcSpan : Double.MAX_VALUE;
        }
        return (double) mediaSpan / utcSpan;
    }
}
