package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Intervals of two passes side by side. Two are the same event when they have a label and a segment in common; of several the one
 * with most in common.
 *
 * @param all one entry an interval of either pass, in the order in which they began
 */
public record IntervalChanges(List<Change> all) {
    public static final IntervalChanges NONE = new IntervalChanges(List.of());

    /** What became of an interval. */
    public enum Kind {
        /** It reaches from and to the same segments. */
        KEPT,
        /** It begins or ends elsewhere. */
        MOVED,
        /** It is new. */
        GAINED,
        /** It is gone. */
        LOST
    }

    /**
     * One interval, before and now.
     *
     * @param stream name of its stream
     * @param before what it was; empty when it is new
     * @param now what it is; empty when it is gone
     */
    public record Change(String stream, Optional<IntervalHistory> before, Optional<IntervalHistory> now) {
        public Change {
            if (before.isEmpty() && now.isEmpty()) {
                throw new IllegalArgumentException("an interval of " + stream + " that neither pass has is no change");
            }
        }

        /** What became of it. */
        public Kind kind() {
            if (before.isEmpty()) {
                return Kind.GAINED;
            }
            return now.map(is -> is.spansTheSame(before.orElseThrow()) ? Kind.KEPT : Kind.MOVED)
                    .orElse(Kind.LOST);
        }

        /** The one that is there, the newer first. */
        public IntervalHistory either() {
            return now.or(() -> before).orElseThrow();
        }
    }

    public IntervalChanges {
        all = List.copyOf(all);
    }

    /** Compares one stream; intervals that do not touch the range are left out. */
    public static IntervalChanges of(BothPasses passes) {
        List<IntervalHistory> before = touching(passes, passes.original());
        List<IntervalHistory> now = touching(passes, passes.replayed());
        Set<IntervalHistory> taken = new HashSet<>();
        List<Change> changes = new ArrayList<>();
        for (IntervalHistory is : now) {
            Optional<IntervalHistory> was = before.stream()
                    .filter(each -> !taken.contains(each) && each.overlaps(is))
                    .max(Comparator.comparingLong(is::common));
            was.ifPresent(taken::add);
            changes.add(new Change(passes.stream(), was, Optional.of(is)));
        }
        before.stream()
                .filter(each -> !taken.contains(each))
                .forEach(was -> changes.add(new Change(passes.stream(), Optional.of(was), Optional.empty())));
        changes.sort(Comparator.comparing(change -> change.either().first()));
        return new IntervalChanges(changes);
    }

    /** How many of a kind. */
    public long count(Kind kind) {
        return all.stream().filter(change -> change.kind() == kind).count();
    }

    /** Those of both, first come first. */
    public IntervalChanges plus(IntervalChanges other) {
        return new IntervalChanges(
                Stream.concat(all.stream(), other.all.stream()).toList());
    }

    private static List<IntervalHistory> touching(BothPasses passes, StreamResults results) {
        return results.intervals().stream()
                .filter(each -> passes.cut().touches(each.newest()))
                .toList();
    }
}
