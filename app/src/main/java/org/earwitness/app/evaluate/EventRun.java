package org.earwitness.app.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An event as evaluation counts it: as many seconds of one class in a row as there are.
 *
 * @param label its class
 * @param start first second
 * @param end second after the last
 */
record EventRun(String label, int start, int end) {

    /** The events of a row, in order; where nobody decided there is none. */
    static List<EventRun> of(List<Optional<String>> row, String background) {
        List<EventRun> runs = new ArrayList<>();
        int start = 0;
        for (int second = 1; second <= row.size(); second++) {
            if (second == row.size() || !row.get(second).equals(row.get(start))) {
                int from = start;
                int to = second;
                row.get(start)
                        .filter(label -> !label.equals(background))
                        .ifPresent(label -> runs.add(new EventRun(label, from, to)));
                start = second;
            }
        }
        return runs;
    }

    /** Temporal intersection over union with another, 0 to 1. */
    double overlap(EventRun other) {
        int common = Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
        return (double) common / (end - start + other.end - other.start - common);
    }
}
