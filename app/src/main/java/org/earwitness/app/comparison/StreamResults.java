package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.replay.Place;

/**
 * What one pass said about one stream. Grows by about 200 bytes a second of media. One thread.
 */
public final class StreamResults {
    private final NavigableMap<Place, Verdict> events = new TreeMap<>();
    private final Map<String, IntervalHistory> intervals = new LinkedHashMap<>();
    // Labels and packs come anew with each event and are few.
    private final Map<Object, Object> known = new HashMap<>();

    /** Takes an event; one of the same segment that came before is replaced. */
    public void add(SegmentEvent event, byte[] value) {
        Verdict verdict = Verdict.of(event, value);
        events.put(
                verdict.place(),
                new Verdict(
                        verdict.place(),
                        verdict.startMicros(),
                        shared(verdict.label()),
                        verdict.score(),
                        verdict.unscored(),
                        shared(verdict.pack()),
                        verdict.bytes()));
    }

    /** Takes a record about an interval. */
    public void add(EventInterval interval, byte[] value) {
        Fingerprint bytes = Fingerprint.of(value);
        intervals.merge(
                interval.getId(),
                IntervalHistory.begin(interval, bytes),
                (before, first) -> before.with(interval, bytes));
    }

    /** Events by place. */
    public NavigableMap<Place, Verdict> events() {
        return Collections.unmodifiableNavigableMap(events);
    }

    /** Intervals in the order in which they began. */
    public List<IntervalHistory> intervals() {
        return new ArrayList<>(intervals.values());
    }

    /** The newest record of each interval. */
    public Collection<EventInterval> newestIntervals() {
        return intervals.values().stream().map(IntervalHistory::newest).toList();
    }

    @SuppressWarnings("unchecked") // What equals a value is of its type.
    private <T> T shared(T value) {
        return (T) known.computeIfAbsent(value, same -> same);
    }
}
