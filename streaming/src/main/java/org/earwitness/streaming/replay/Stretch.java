package org.earwitness.streaming.replay;

import java.util.Optional;

/**
 * The stretch of one stream's log that is processed, and the part of it that is spoken of.
 *
 * <pre>
 * offsets   first ─────────────────────────────────────────────── end
 *             │ fills the window │ opens the interval │ events │ look-ahead
 * places                         observed             reported   beyond
 * </pre>
 *
 * @param firstOffset offset of the first record of the stream that is processed
 * @param endOffset offset before which the last one lies
 * @param observed first place whose event is folded into intervals; what is before it had no full window
 * @param reported first place whose event comes out; not before {@code observed}
 * @param beyond the segment that follows the last one whose event comes out; empty when the log ends before there is one
 */
public record Stretch(long firstOffset, long endOffset, Place observed, Place reported, Optional<Beyond> beyond) {

    /**
     * The segment after the last one that is spoken of.
     *
     * @param place where it stands in the stream
     * @param offset its offset
     */
    public record Beyond(Place place, long offset) {}

    public Stretch {
        if (firstOffset < 0 || endOffset <= firstOffset) {
            throw new IllegalArgumentException("a stretch from offset " + firstOffset + " to " + endOffset
                    + " has no record. Give the first offset and the one after the last.");
        }
        if (reported.isBefore(observed)) {
            throw new IllegalArgumentException("events are reported from " + reported + ", before " + observed
                    + ", where they begin to be observed. Observe from there or earlier.");
        }
    }

    /** Whether the record at this offset is processed. */
    boolean processes(long offset) {
        return offset >= firstOffset && offset < endOffset;
    }

    /** Whether the event of this place belongs to what intervals are folded from. */
    boolean observes(Place place) {
        return !place.isBefore(observed) && isBeforeEnd(place);
    }

    /** Whether the event of this place comes out. */
    boolean reports(Place place) {
        return !place.isBefore(reported) && isBeforeEnd(place);
    }

    /**
     * Whether the end that the record at this offset brings counts: behind the first segment that is not spoken of, it would close
     * intervals that went on.
     */
    boolean observesEnd(long offset) {
        return beyond.map(next -> offset <= next.offset()).orElse(true);
    }

    private boolean isBeforeEnd(Place place) {
        return beyond.map(next -> place.isBefore(next.place())).orElse(true);
    }
}
