package org.earwitness.app.guarantee;

import org.earwitness.schemas.IntervalState;

/**
 * A record of {@code av.intervals}.
 *
 * @param place where it lies
 * @param revision which record of which interval it is
 * @param first first second of the interval
 * @param lastIndex index of its last second so far, inclusive
 * @param state opened, grown or closed
 * @param digest SHA-256 of the value after its schema prefix, hexadecimal
 */
public record LoggedInterval(
        Place place, Revision revision, Second first, long lastIndex, IntervalState state, String digest) {

    /**
     * One record of an interval.
     *
     * @param id the interval's
     * @param number 0 for the first record
     */
    public record Revision(String id, int number) {
        @Override
        public String toString() {
            return "interval " + id + ", revision " + number;
        }
    }

    /** Whether two intervals share a second. */
    boolean overlaps(LoggedInterval other) {
        return first.stream().equals(other.first.stream())
                && first.epoch() == other.first.epoch()
                && first.index() <= other.lastIndex
                && other.first.index() <= lastIndex;
    }
}
