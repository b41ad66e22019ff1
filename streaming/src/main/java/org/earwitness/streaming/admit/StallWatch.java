package org.earwitness.streaming.admit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Notices streams of which nothing has come for too long. It holds the live streams of one task only, each of which has a record
 * in {@code stream-progress}. One thread at a time; time is given.
 */
final class StallWatch {
    private final long stalledAfterMillis;
    private final Map<String, Long> lastArrivals = new TreeMap<>();

    /** @param stalledAfterMillis how long a stream may be quiet */
    StallWatch(long stalledAfterMillis) {
        this.stalledAfterMillis = stalledAfterMillis;
    }

    /** A segment of a stream came. */
    void arrived(String stream, long nowMillis) {
        lastArrivals.put(stream, nowMillis);
    }

    /** A marker of a stream came: nothing is to be noticed until the next segment. */
    void ended(String stream) {
        lastArrivals.remove(stream);
    }

    /** The streams that have been quiet too long, in alphabetical order; each is named once, until it comes again. */
    List<String> takeStalled(long nowMillis) {
        List<String> stalled = lastArrivals.entrySet().stream()
                .filter(last -> nowMillis - last.getValue() >= stalledAfterMillis)
                .map(Map.Entry::getKey)
                .toList();
        stalled.forEach(lastArrivals::remove);
        return stalled;
    }
}
