package org.earwitness.app.guarantee;

/**
 * A time in which segments may go without a model's answer, because a fault was planted that takes it away.
 *
 * @param fromMillis Unix milliseconds, inclusive
 * @param toMillis Unix milliseconds, exclusive
 */
public record Span(long fromMillis, long toMillis) {
    boolean contains(long millis) {
        return millis >= fromMillis && millis < toMillis;
    }
}
