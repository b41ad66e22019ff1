package org.earwitness.streaming.window;

import java.util.ArrayList;
import java.util.List;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.admit.StreamProgress;

/**
 * Which targets are due when something arrives (models.md section 5.3). On arrival of segment n every target t with t + L &lt; n
 * is emitted first, then n is stored, then t + L = n is emitted: storing first would overwrite what waiting targets need after a
 * gap. A marker, a new epoch and a pack whose targets end here flush all that wait. L may differ from target to target while one
 * pack takes over from another; a target never overtakes one that waits. Targets that never came are skipped by whoever looks them
 * up.
 *
 * <p>Pure.
 *
 * @param before indexes of the epoch before, in order, that are due before the arrival is stored
 * @param after indexes of the arrival's epoch, in order, that are due once it is stored
 * @param next lowest index of the arrival's epoch that still waits afterwards
 */
public record DueTargets(List<Long> before, List<Long> after, long next) {

    /** How many segments a target waits for. */
    @FunctionalInterface
    public interface LookAhead {
        /** The look-ahead of the pack that makes the event of a target, segments. */
        int of(long epoch, long index);
    }

    public DueTargets {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * Those of one arrival.
     *
     * @param waiting lowest index of the epoch before that waits; none below it is due
     * @param progress how far the stream had come
     * @param arrival what arrives
     * @param cut whether what waits is flushed although the epoch goes on
     * @param lookAhead how long each target waits
     */
    public static DueTargets of(
            long waiting, StreamProgress progress, Admitted arrival, boolean cut, LookAhead lookAhead) {
        long index = arrival.segment().getIndex();
        long epoch = arrival.progress().epoch();
        boolean changes = changesEpoch(progress, arrival);
        boolean flushes = changes || cut || arrival.isMarker();
        List<Long> before = new ArrayList<>();
        long target = waiting;
        while (target < progress.next() && (flushes || target + lookAhead.of(progress.epoch(), target) < index)) {
            before.add(target++);
        }
        target = changes ? index : target;
        if (arrival.isMarker()) {
            return new DueTargets(before, List.of(), Math.max(index, target));
        }
        List<Long> after = new ArrayList<>();
        for (; target <= index; target++) {
            // Between what came before and the arrival nothing will come any more.
            target = target >= progress.next() && !changes ? index : target;
            if (target + lookAhead.of(epoch, target) > index) {
                break;
            }
            after.add(target);
        }
        return new DueTargets(before, after, target);
    }

    /** Whether the arrival belongs to another epoch than what came before. */
    public static boolean changesEpoch(StreamProgress before, Admitted arrival) {
        return before.epoch() != arrival.progress().epoch();
    }
}
