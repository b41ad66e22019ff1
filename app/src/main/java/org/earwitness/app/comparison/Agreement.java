package org.earwitness.app.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far two packs agree about the same segments.
 *
 * @param compared segments that both packs answered
 * @param same of those, the same label
 * @param bothBackground of those, nothing for both
 * @param unanswered segments that only one of the passes answered
 * @param scoreDifference mean of the absolute difference of the scores where the label is the same, 0 to 1
 * @param largestDifference largest of those
 * @param labels counts of each label, by name
 * @param confusion segments by the label before, then the label now
 * @param intervals intervals put side by side
 */
public record Agreement(
        long compared,
        long same,
        long bothBackground,
        long unanswered,
        double scoreDifference,
        double largestDifference,
        Map<String, LabelChange> labels,
        Map<String, Map<String, Long>> confusion,
        IntervalChanges intervals) {

    /**
     * What became of one label.
     *
     * @param before segments that had it
     * @param now segments that have it
     * @param kept segments that had it and have it
     */
    public record LabelChange(long before, long now, long kept) {

        /** Segments that lost it. */
        public long lost() {
            return before - kept;
        }

        /** Segments that gained it. */
        public long gained() {
            return now - kept;
        }

        private LabelChange plus(boolean had, boolean has) {
            return new LabelChange(before + (had ? 1 : 0), now + (has ? 1 : 0), kept + (had && has ? 1 : 0));
        }
    }

    public Agreement {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        confusion = Collections.unmodifiableMap(new TreeMap<>(confusion));
    }

    /** Compares all streams of a replay. */
    public static Agreement of(List<BothPasses> streams) {
        Count count = new Count();
        streams.forEach(count::add);
        return count.result();
    }

    /** Share of the compared segments with the same label, 0 to 1; 1 when nothing was compared. */
    public double share() {
        return compared == 0 ? 1 : (double) same / compared;
    }

    private static final class Count {
        private static final LabelChange NONE = new LabelChange(0, 0, 0);

        private final Map<String, LabelChange> labels = new TreeMap<>();
        private final Map<String, Map<String, Long>> confusion = new TreeMap<>();
        private final List<IntervalChanges> intervals = new ArrayList<>();
        private long compared;
        private long same;
        private long bothBackground;
        private long unanswered;
        private double differences;
        private double largest;

        void add(BothPasses passes) {
            passes.replayed().events().forEach((place, now) -> {
                Verdict before = passes.original().events().get(place);
                if (before == null || !before.isScored() || !now.isScored()) {
                    unanswered++;
                } else {
                    compare(before, now);
                }
            });
            intervals.add(IntervalChanges.of(passes));
        }

        private void compare(Verdict before, Verdict now) {
            compared++;
            confusion.computeIfAbsent(before.label(), any -> new TreeMap<>()).merge(now.label(), 1L, Long::sum);
            if (before.label().equals(now.label())) {
                same++;
                bothBackground += now.isBackground() ? 1 : 0;
                double difference = Math.abs(now.score() - before.score());
                differences += difference;
                largest = Math.max(largest, difference);
                count(now.label(), true, true);
            } else {
                count(before.label(), true, false);
                count(now.label(), false, true);
            }
        }

        private void count(String label, boolean had, boolean has) {
            labels.merge(label, NONE.plus(had, has), (known, one) -> known.plus(had, has));
        }

        Agreement result() {
            return new Agreement(
                    compared,
                    same,
                    bothBackground,
                    unanswered,
                    same == 0 ? 0 : differences / same,
                    largest,
                    labels,
                    confusion,
                    intervals.stream().reduce(IntervalChanges.NONE, IntervalChanges::plus));
        }
    }
}
