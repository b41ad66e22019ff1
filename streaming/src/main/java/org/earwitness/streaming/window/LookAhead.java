package org.earwitness.streaming.window;

import java.util.stream.LongStream;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.admit.StreamProgress;

/**
 * Which targets are due when something arrives (models.md section 5.3). On arrival of segment n every target t with t + L &lt; n
 * is emitted first, then n is stored, then t + L = n is emitted: storing first would overwrite what waiting targets need after a
 * gap. A marker, a new epoch and a pack with another window flush all that wait. Targets that never came are skipped by whoever
 * looks them up.
 *
 * <p>Pure.
 *
 * @param segments L, how many segments a target waits for
 * @param slots how many segments of a stream are kept
 */
public record LookAhead(int segments, int slots) {

    public LookAhead {
        if (segments < 0 || slots <= segments) {
            throw new IllegalArgumentException("a look-ahead of " + segments + " segments does not fit " + slots
                    + " slots. Use 0 or more, and fewer than slots.");
        }
    }

    /** Indexes of the epoch before, in order, that are due before the arrival is stored. */
    public LongStream dueBefore(StreamProgress before, Admitted arrival) {
        return LongStream.range(
                before.nextTarget(), flushes(before, arrival) ? before.next() : settled(before, arrival));
    }

    /** Indexes of the arrival's epoch that are due once it is stored: one or none. */
    public LongStream dueAfter(StreamProgress before, Admitted arrival) {
        long target = arrival.segment().getIndex() - segments;
        boolean due = !arrival.isMarker() && target >= firstWaiting(before, arrival);
        return due ? LongStream.of(target) : LongStream.empty();
    }

    /** Lowest index of the arrival's epoch that still waits once all that is due has been emitted. */
    public long nextTarget(StreamProgress before, Admitted arrival) {
        long index = arrival.segment().getIndex();
        return arrival.isMarker() ? index : Math.max(firstWaiting(before, arrival), index - segments + 1);
    }

    /** Whether the arrival belongs to another epoch than what came before. */
    public static boolean changesEpoch(StreamProgress before, Admitted arrival) {
        return before.epoch() != arrival.progress().epoch();
    }

    /** Whether the segments of a stream lie in other slots than this look-ahead counts. */
    public boolean changesSlots(StreamProgress before) {
        return before.slots() != 0 && before.slots() != slots;
    }

    private boolean flushes(StreamProgress before, Admitted arrival) {
        return arrival.isMarker() || changesEpoch(before, arrival) || changesSlots(before);
    }

    private long settled(StreamProgress before, Admitted arrival) {
        return Math.min(before.next(), arrival.segment().getIndex() - segments);
    }

    private long firstWaiting(StreamProgress before, Admitted arrival) {
        if (changesEpoch(before, arrival)) {
            return arrival.segment().getIndex();
        }
        return changesSlots(before) ? before.next() : before.nextTarget();
    }
}
