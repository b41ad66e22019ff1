package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.IntervalState;
import org.earwitness.streaming.replay.Place;

/**
 * All that one pass said about one interval: its newest revision, and the bytes of every one.
 *
 * @param opening the first record; empty when it is not there any more
 * @param newest what is known of it in the end
 * @param revisions fingerprints, in order
 */
public record IntervalHistory(Optional<EventInterval> opening, EventInterval newest, List<Fingerprint> revisions) {

    public IntervalHistory {
        revisions = List.copyOf(revisions);
    }

    /** The first record about an interval. */
    static IntervalHistory begin(EventInterval first, Fingerprint bytes) {
        return new IntervalHistory(
                Optional.of(first).filter(record -> record.getRevision() == 0), first, List.of(bytes));
    }

    /** With the next record; one that came before already changes nothing. */
    IntervalHistory with(EventInterval next, Fingerprint bytes) {
        if (next.getRevision() <= newest.getRevision()) {
            return this;
        }
        List<Fingerprint> longer = new ArrayList<>(revisions);
        longer.add(bytes);
        return new IntervalHistory(opening, next, longer);
    }

    /** Whether it is over. */
    public boolean isClosed() {
        return newest.getState() == IntervalState.CLOSED;
    }

    /** Place of its first segment. */
    public Place first() {
        return new Place(newest.getEpoch(), newest.getFirstIndex());
    }

    /** Place of its last segment. */
    public Place last() {
        return new Place(newest.getEpoch(), newest.getLastIndex());
    }

    /** Whether another one of the same label has a segment in common with it. */
    boolean overlaps(IntervalHistory other) {
        return newest.getLabel().equals(other.newest.getLabel())
                && !last().isBefore(other.first())
                && !other.last().isBefore(first());
    }

    /** How many segments both span. */
    long common(IntervalHistory other) {
        return Math.min(newest.getLastIndex(), other.newest.getLastIndex())
                - Math.max(newest.getFirstIndex(), other.newest.getFirstIndex())
                + 1;
    }

    /** Whether both reach from the same segment to the same segment. */
    boolean spansTheSame(IntervalHistory other) {
        return first().equals(other.first()) && last().equals(other.last());
    }
}
