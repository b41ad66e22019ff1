package org.earwitness.app.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How many events there are, were decided, and are the same.
 *
 * <p>Two are the same when they are of one class and overlap enough in time. Pairs are taken one by one: the largest overlap
 * first, among equals the earlier true one, then the earlier decided one; each event is in one pair at most.
 *
 * @param there true events
 * @param decided events that were decided
 * @param matched pairs of the two
 */
record EventCounts(long there, long decided, long matched) {
    static final EventCounts NOTHING = new EventCounts(0, 0, 0);
    /** Least intersection over union of two events that are the same. */
    static final double OVERLAP = 0.5;

    /** A true and a decided event that may be the same. */
    private record Pair(EventRun truth, EventRun decision) {
        double overlap() {
            return truth.overlap(decision);
        }
    }

    /** Counts one class of one clip. */
    static EventCounts of(String label, ScoredClip clip, String background) {
        List<EventRun> there =
                runs(label, clip.labels().stream().map(Optional::of).toList(), background);
        List<EventRun> decided = runs(label, clip.decisions(), background);
        return new EventCounts(there.size(), decided.size(), matched(there, decided));
    }

    private static List<EventRun> runs(String label, List<Optional<String>> row, String background) {
        return EventRun.of(row, background).stream()
                .filter(run -> run.label().equals(label))
                .toList();
    }

    private static int matched(List<EventRun> there, List<EventRun> decided) {
        List<Pair> pairs = new ArrayList<>();
        there.forEach(truth -> decided.forEach(decision -> pairs.add(new Pair(truth, decision))));
        pairs.removeIf(pair -> pair.overlap() < OVERLAP);
        pairs.sort(Comparator.comparingDouble(Pair::overlap)
                .reversed()
                .thenComparingInt(pair -> pair.truth().start())
                .thenComparingInt(pair -> pair.decision().start()));
        Set<EventRun> takenTruths = new HashSet<>();
        Set<EventRun> takenDecisions = new HashSet<>();
        for (Pair pair : pairs) {
            if (!takenTruths.contains(pair.truth()) && !takenDecisions.contains(pair.decision())) {
                takenTruths.add(pair.truth());
                takenDecisions.add(pair.decision());
            }
        }
        return takenTruths.size();
    }

    EventCounts plus(EventCounts other) {
        return new EventCounts(there + other.there, decided + other.decided, matched + other.matched);
    }

    /** Event-F1. */
    Share f1() {
        return Share.f1(matched, decided, there);
    }
}
