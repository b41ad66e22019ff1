package org.earwitness.app.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * One clip second by second, as it is and as it was decided.
 *
 * @param name what it is called
 * @param labels true labels
 * @param decisions labels that were decided, of the same seconds; empty where nobody decided
 */
record ScoredClip(String name, List<String> labels, List<Optional<String>> decisions) {
    ScoredClip {
        labels = List.copyOf(labels);
        decisions = List.copyOf(decisions);
        if (labels.size() != decisions.size()) {
            throw new IllegalArgumentException("clip " + name + " has " + labels.size() + " labels and "
                    + decisions.size() + " decisions; compare the same seconds");
        }
    }

    /** Seconds that nobody decided. */
    long unscored() {
        return decisions.stream().filter(Optional::isEmpty).count();
    }
}
