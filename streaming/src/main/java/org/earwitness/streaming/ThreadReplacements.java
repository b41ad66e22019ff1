package org.earwitness.streaming;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many threads may still be replaced: a bound on a retry that would otherwise go on for ever. Time is given. */
final class ThreadReplacements {
    private static final long SPAN_MILLIS = 600_000;

    private final int limit;
    private final Deque<Long> times = new ArrayDeque<>();

    /** @param limit how many replacements within ten minutes */
    ThreadReplacements(int limit) {
        this.limit = limit;
    }

    /** Takes one, if one is left. */
    synchronized boolean take(long nowMillis) {
        while (!times.isEmpty() && nowMillis - times.getFirst() >= SPAN_MILLIS) {
            times.removeFirst();
        }
        if (times.size() >= limit) {
            return false;
        }
        times.addLast(nowMillis);
        return true;
    }
}
