package org.earwitness.bench.report;

import java.util.Locale;

/**
 * What a figure should be, and whether it is.
 *
 * @param bound how the figure is compared with the limit
 * @param limit the limit, in the figure's unit
 */
public record Target(Bound bound, double limit) {
    /** On which side of its limit a figure should lie. */
    public enum Bound {
        AT_MOST,
        AT_LEAST
    }

    public static Target atMost(double limit) {
        return new Target(Bound.AT_MOST, limit);
    }

    public static Target atLeast(double limit) {
        return new Target(Bound.AT_LEAST, limit);
    }

    /** Whether a figure, rounded as it is shown, reaches the target. */
    public boolean isReachedBy(double shown) {
        return bound == Bound.AT_MOST ? shown <= limit : shown >= limit;
    }

    /** The target and whether a figure reaches it, for instance {@code <= 0.14: reached}. */
    public String verdict(double shown) {
        String sign = bound == Bound.AT_MOST ? "<=" : ">=";
        String plain =
                limit == Math.rint(limit) ? Long.toString((long) limit) : String.format(Locale.ROOT, "%.2f", limit);
        return sign + " " + plain + ": " + (isReachedBy(shown) ? "reached" : "**missed**");
    }
}
