package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.earwitness.streaming.replay.IntervalCut;
import org.earwitness.streaming.replay.Place;

/**
 * Whether a pass with the same pack gave the same bytes. What cannot be the same for a known reason is counted apart, never as
 * identical: an engine that gave no answer the first time, windows whose beginning was deleted, and intervals that touch either.
 *
 * @param events events of the replay
 * @param identical of those, the same bytes
 * @param changed of those, other bytes without a known reason
 * @param missing events of the first pass that the replay does not have
 * @param unscored events that had no answer the first time
 * @param besideUnscored other events whose window holds one of those
 * @param withoutLead events whose window began before what is left of the log
 * @param withoutOriginal events that the first pass's topic no longer has, or never had
 * @param intervals intervals of the replay
 * @param intervalsIdentical of those, all revisions the same bytes
 * @param intervalsChanged of those, other bytes without a known reason
 * @param intervalsMissing intervals of the first pass that the replay does not have
 * @param intervalsApart intervals that touch something that cannot be the same
 * @param examples what changed or is missing, a few of them in words
 */
public record Sameness(
        long events,
        long identical,
        long changed,
        long missing,
        long unscored,
        long besideUnscored,
        long withoutLead,
        long withoutOriginal,
        long intervals,
        long intervalsIdentical,
        long intervalsChanged,
        long intervalsMissing,
        long intervalsApart,
        List<String> examples) {

    public static final Sameness NOTHING = new Sameness(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

    private static final int MOST_EXAMPLES = 5;

    public Sameness {
        examples = List.copyOf(examples);
    }

    /** Compares one stream. */
    public static Sameness of(BothPasses passes) {
        return new Count(passes).count();
    }

    /** The sum of two streams. */
    public Sameness plus(Sameness other) {
        List<String> both = new ArrayList<>(examples);
        both.addAll(other.examples);
        return new Sameness(
                events + other.events,
                identical + other.identical,
                changed + other.changed,
                missing + other.missing,
                unscored + other.unscored,
                besideUnscored + other.besideUnscored,
                withoutLead + other.withoutLead,
                withoutOriginal + other.withoutOriginal,
                intervals + other.intervals,
                intervalsIdentical + other.intervalsIdentical,
                intervalsChanged + other.intervalsChanged,
                intervalsMissing + other.intervalsMissing,
                intervalsApart + other.intervalsApart,
                both.subList(0, Math.min(MOST_EXAMPLES, both.size())));
    }

    /** Whether nothing changed that has no known reason. */
    public boolean holds() {
        return changed + missing + intervalsChanged + intervalsMissing == 0;
    }

    /** Whether there was anything to compare with. */
    public boolean hasOriginals() {
        return events > withoutOriginal || missing > 0;
    }

    /** One comparison under way. */
    private static final class Count {
        private final BothPasses passes;
        private final NavigableMap<Place, Verdict> originals;
        // Places whose events cannot be the same.
        private final NavigableMap<Place, Boolean> apart = new TreeMap<>();
        private final List<String> examples = new ArrayList<>();
        private long identical;
        private long changed;
        private long missing;
        private long unscored;
        private long besideUnscored;
        private long withoutLead;
        private long withoutOriginal;
        private long intervalsIdentical;
        private long intervalsChanged;
        private long intervalsMissing;
        private long intervalsApart;

        Count(BothPasses passes) {
            this.passes = passes;
            this.originals = passes.original().events();
        }

        Sameness count() {
            passes.replayed().events().values().forEach(this::event);
            IntervalCut cut = passes.cut();
            originals.subMap(cut.reported(), true, cut.end(), false).forEach((place, original) -> {
                if (!passes.replayed().events().containsKey(place)) {
                    missing++;
                    example(place + " has no event any more, it was " + original.label());
                }
            });
            List<IntervalHistory> intervals = passes.replayed().intervals().stream()
                    .filter(each -> cut.touches(each.newest()))
                    .toList();
            intervals(intervals);
            return new Sameness(
                    passes.replayed().events().size(),
                    identical,
                    changed,
                    missing,
                    unscored,
                    besideUnscored,
                    withoutLead,
                    withoutOriginal,
                    intervals.size(),
                    intervalsIdentical,
                    intervalsChanged,
                    intervalsMissing,
                    intervalsApart,
                    examples);
        }

        private void event(Verdict replayed) {
            Place place = replayed.place();
            Verdict original = originals.get(place);
            if (original == null) {
                withoutOriginal++;
                apart.put(place, true);
            } else if (original.bytes().equals(replayed.bytes())) {
                identical++;
            } else if (place.isBefore(passes.judged())) {
                withoutLead++;
                apart.put(place, true);
            } else if (!original.isScored()) {
                unscored++;
                apart.put(place, true);
            } else if (isBesideUnscored(place)) {
                besideUnscored++;
                apart.put(place, true);
            } else {
                changed++;
                example(place + " was " + said(original) + " and is " + said(replayed)
                        + (original.label().equals(replayed.label()) ? ", in other bytes" : ""));
            }
        }

        /** Whether an unscored event stands so near that its features, if it had none, are missing from this one's window. */
        private boolean isBesideUnscored(Place place) {
            Place from = new Place(place.epoch(), Math.max(0, place.index() - passes.window()));
            Place to = new Place(place.epoch(), place.index() + passes.window());
            return originals.subMap(from, true, to, true).values().stream().anyMatch(near -> !near.isScored());
        }

        private void intervals(List<IntervalHistory> replayed) {
            List<IntervalHistory> first = passes.original().intervals();
            for (IntervalHistory each : replayed) {
                boolean same = first.stream()
                        .filter(before ->
                                before.newest().getId().equals(each.newest().getId()))
                        .anyMatch(before -> isBeginningOf(each, before));
                if (same) {
                    intervalsIdentical++;
                } else if (isApart(each)) {
                    intervalsApart++;
                } else {
                    intervalsChanged++;
                    example("the interval " + each.newest().getId() + " changed");
                }
            }
            first.stream()
                    .filter(each -> passes.cut().touches(each.newest())
                            && each.opening()
                                    .filter(passes.cut()::isPublishedInside)
                                    .isPresent())
                    .filter(each -> replayed.stream()
                            .noneMatch(now ->
                                    now.newest().getId().equals(each.newest().getId())))
                    .forEach(each -> {
                        if (isApart(each)) {
                            intervalsApart++;
                        } else {
                            intervalsMissing++;
                            example("the interval " + each.newest().getId() + " is there no more");
                        }
                    });
        }

        /** An interval that goes on behind the range has said less in a replay; what it said must be the same. */
        private static boolean isBeginningOf(IntervalHistory replayed, IntervalHistory original) {
            int said = replayed.revisions().size();
            return replayed.isClosed()
                    ? replayed.revisions().equals(original.revisions())
                    : said <= original.revisions().size()
                            && replayed.revisions().equals(original.revisions().subList(0, said));
        }

        /** Whether an event that cannot be the same lies in the interval or so near that it may have moved its ends. */
        private boolean isApart(IntervalHistory interval) {
            if (interval.first().isBefore(passes.intervalsFrom())) {
                return true;
            }
            int near = passes.cut().config().mergeGapSegments() + 1;
            Place from = new Place(
                    interval.first().epoch(), Math.max(0, interval.first().index() - near));
            Place to = new Place(interval.last().epoch(), interval.last().index() + near);
            return !apart.subMap(from, true, to, true).isEmpty();
        }

        private void example(String what) {
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(passes.stream() + ": " + what);
            }
        }

        private static String said(Verdict verdict) {
            return verdict.isScored() ? verdict.label() + " " + verdict.score() : "unscored";
        }
    }
}
