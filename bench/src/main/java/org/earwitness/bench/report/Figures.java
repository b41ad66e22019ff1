package org.earwitness.bench.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * The same figure, measured several times. What counts is the median, because a busy moment of the machine makes one of them
 * large; the spread says how busy it was.
 *
 * @param sorted all of them, smallest first
 */
@SuppressWarnings("ArrayRecordComponent") // sorted once, then only read; never compared
public record Figures(double[] sorted) {

    public Figures {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no figure was measured; measure at least once");
        }
        sorted = sorted.clone();
        Arrays.sort(sorted);
    }

    public static Figures of(Collection<Double> measured) {
        return new Figures(measured.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest figure that is not below this share of all, nearest rank. */
    public double quantile(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
    }

    /** The median rounded to so many digits, as it is shown and judged. */
    public double shown(int digits) {
        double scale = Math.pow(10, digits);
        return Math.rint(median() * scale) / scale;
    }

    /** Median and spread, for instance {@code 0.112 (0.110 to 0.119)}. */
    public String text(int digits) {
        String format = "%." + digits + "f";
        String middle = String.format(Locale.ROOT, format, shown(digits));
        if (sorted.length == 1) {
            return middle;
        }
        return middle
                + String.format(
                        Locale.ROOT, " (" + format + " to " + format + ")", sorted[0], sorted[sorted.length - 1]);
    }
}
