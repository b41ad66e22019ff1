package org.earwitness.app.metrics;

import java.util.List;

/**
 * One meter of the catalogue.
 *
 * @param name its name, dots between words; Prometheus shows underscores and adds the unit
 * @param type what kind of meter it is
 * @param unit what it counts or measures; empty for a plain number
 * @param tags names of its tags; their values are bounded
 * @param meaning what it says and when to worry, in a sentence or two
 */
public record MeterDescription(String name, Type type, String unit, List<String> tags, String meaning) {
    public MeterDescription {
        tags = List.copyOf(tags);
        if (name.isBlank() || meaning.isBlank()) {
            throw new IllegalArgumentException(
                    "a meter needs a name and a meaning, not '" + name + "', '" + meaning + "'.");
        }
    }

    /** What a meter measures. */
    public enum Type {
        COUNTER,
        GAUGE,
        TIMER,
        SUMMARY
    }
}
