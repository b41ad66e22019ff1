package org.earwitness.streaming.replay;

import java.util.Collection;
import java.util.Comparator;
import org.earwitness.schemas.EventInterval;
import org.earwitness.streaming.interval.IntervalConfig;

/**
 * Where a range cuts the intervals that were made of the whole log. An interval that was open where the range begins is replayed
 * from its own first segment; one that went on behind the end stays as it was there. Pure.
 *
 * @param reported first place of the range
 * @param end place before which the range ends
 * @param config how intervals are cut out of events
 */
public record IntervalCut(Place reported, Place end, IntervalConfig config) {

    /** From where intervals have to be folded again: nothing was open there. */
    public Place observedFrom(Collection<EventInterval> originals) {
        return originals.stream()
                .filter(interval -> interval.getEpoch() == reported.epoch())
                .filter(interval -> interval.getFirstIndex() < reported.index())
                // It may have survived some quiet segments, and the one that closes it comes right after those.
                .filter(interval -> reported.index() <= interval.getLastIndex() + config.mergeGapSegments() + 1)
                .map(IntervalCut::first)
                .min(Comparator.naturalOrder())
                .orElse(reported);
    }

    /** Whether an interval has a segment in the range, as far as its record tells. */
    public boolean touches(EventInterval interval) {
        Place last = new Place(interval.getEpoch(), interval.getLastIndex());
        return first(interval).isBefore(end) && !last.isBefore(reported);
    }

    /**
     * Whether an interval was published by an event before the end of the range, so that a replay publishes it too.
     *
     * @param opening its first record: its last segment is the one that made it long enough
     */
    public boolean isPublishedInside(EventInterval opening) {
        return new Place(opening.getEpoch(), opening.getLastIndex()).isBefore(end);
    }

    /** The place of its first segment. */
    public static Place first(EventInterval interval) {
        return new Place(interval.getEpoch(), interval.getFirstIndex());
    }
}
