package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The seconds that may differ from the undisturbed run because a planted fault took the model's answer away: those without an
 * answer, those whose window has one of them in it, and the intervals that reach into either.
 */
final class Excused {
    /** An interval waits so long for its label to come back, and then says why it closed; no setting of ours is longer. */
    private static final long CLOSING_SECONDS = 10;

    private final Map<String, List<long[]>> ranges = new HashMap<>();
    private final long unanswered;

    private Excused(long unanswered) {
        this.unanswered = unanswered;
    }

    /**
     * @param run the disturbed run
     * @param clean the undisturbed one
     * @param spans when answers were taken away
     */
    static Excused of(Evidence run, Evidence clean, List<Span> spans) {
        List<LoggedEvent> unanswered = run.events().stream()
                .filter(event ->
                        !event.isScored() && spans.stream().anyMatch(span -> span.contains(event.segmentMillis())))
                .toList();
        Excused excused = new Excused(unanswered.size());
        unanswered.forEach(event -> excused.add(event.second(), event.second().index() + event.windowSegments() - 1));
        excused.growBy(Stream.concat(run.intervals().stream(), clean.intervals().stream())
                .toList());
        return excused;
    }

    /** How many seconds have no answer because of planted faults. */
    long unanswered() {
        return unanswered;
    }

    boolean covers(Second second) {
        return touches(second, second.index());
    }

    boolean covers(LoggedInterval interval) {
        return touches(interval.first(), interval.lastIndex() + CLOSING_SECONDS);
    }

    /** An interval that differs may shift the next one, so ranges grow until no interval reaches out of them. */
    private void growBy(List<LoggedInterval> intervals) {
        boolean grown = true;
        while (grown) {
            grown = false;
            for (LoggedInterval interval : intervals) {
                if (covers(interval) && !contains(interval)) {
                    add(interval.first(), interval.lastIndex());
                    grown = true;
                }
            }
        }
    }

    private void add(Second first, long lastIndex) {
        ranges.computeIfAbsent(key(first), any -> new ArrayList<>()).add(new long[] {first.index(), lastIndex});
    }

    private boolean touches(Second first, long lastIndex) {
        return ranges.getOrDefault(key(first), List.of()).stream()
                .anyMatch(range -> first.index() <= range[1] && range[0] <= lastIndex);
    }

    private boolean contains(LoggedInterval interval) {
        return ranges.getOrDefault(key(interval.first()), List.of()).stream()
                .anyMatch(range -> range[0] <= interval.first().index() && interval.lastIndex() <= range[1]);
    }

    private static String key(Second second) {
        return second.epoch() + "/" + second.stream();
    }
}
