package org.earwitness.app.replay;

import java.util.Optional;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.comparison.Verdict.Pack;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.replay.IntervalCut;
import org.earwitness.streaming.replay.Place;

/**
 * A part of a stream's range that one pack answers: all of it, or as far as the pack that answered first did not change.
 *
 * @param range the range of the stream
 * @param from first place of the part
 * @param to the first place behind it
 * @param pack the pack that answers; empty for the one that the command names
 * @param follows whether another part precedes it, so that an interval may have gone on across the change of packs
 */
record Part(StreamRange range, Place from, Place to, Optional<Pack> pack, boolean follows) {

    /** Where it cuts the intervals of the whole log. */
    IntervalCut cut(IntervalConfig intervals) {
        return new IntervalCut(from, to, intervals);
    }

    /** From where events are folded into intervals: where nothing was open, if that can be had. */
    Place observedFrom(StreamResults original, IntervalConfig intervals) {
        if (follows) {
            // What was open here was opened by another pack, whose answers this one cannot repeat.
            return from;
        }
        Place wanted = cut(intervals).observedFrom(original.newestIntervals());
        boolean there =
                range.log().media().stream().anyMatch(each -> each.place().equals(wanted));
        return there ? wanted : from;
    }

    /** From where intervals that begin there must be the same as they were. */
    Place intervalsFrom(StreamResults original, IntervalConfig intervals) {
        Place wanted = cut(intervals).observedFrom(original.newestIntervals());
        if (wanted.equals(observedFrom(original, intervals))) {
            return wanted;
        }
        return original.newestIntervals().stream()
                .filter(open -> IntervalCut.first(open).equals(wanted))
                .map(open -> new Place(wanted.epoch(), open.getLastIndex() + intervals.mergeGapSegments() + 2))
                .findFirst()
                .orElse(from);
    }
}
