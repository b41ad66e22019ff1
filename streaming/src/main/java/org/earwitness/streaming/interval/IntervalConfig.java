package org.earwitness.streaming.interval;

import java.util.Map;

/**
 * How intervals are cut out of events.
 *
 * @param onThreshold probability in [0, 1] from which an event of its decided label opens an interval
 * @param offThreshold probability in [0, 1] from which a segment still belongs to the open interval; not above onThreshold
 * @param minimumSegments how long an interval must have lasted before it is published, segments
 * @param mergeGapSegments how many quiet or missing segments in a row an interval survives
 * @param maximumSegments how long an interval may get before it is closed and a new one begins, segments
 * @param updateEverySegments after how many further segments an open interval is published again; 0 means never
 * @param labels thresholds of single labels, by the pack's name of the label
 */
public record IntervalConfig(
        double onThreshold,
        double offThreshold,
        int minimumSegments,
        int mergeGapSegments,
        int maximumSegments,
        int updateEverySegments,
        Map<String, LabelThresholds> labels) {

    private static final int LONGEST_SEGMENTS = 86_400;

    public static final IntervalConfig DEFAULTS = new IntervalConfig(0.4, 0.25, 1, 1, 3_600, 5, Map.of());

    /**
     * Thresholds of one label.
     *
     * @param onThreshold as in {@link IntervalConfig}
     * @param offThreshold as in {@link IntervalConfig}
     */
    public record LabelThresholds(double onThreshold, double offThreshold) {

        public LabelThresholds {
            requireThresholds(onThreshold, offThreshold);
        }
    }

    public IntervalConfig {
        requireThresholds(onThreshold, offThreshold);
        require(
                maximumSegments >= 1 && maximumSegments <= LONGEST_SEGMENTS,
                "maximumSegments",
                maximumSegments,
                "it is outside 1 to " + LONGEST_SEGMENTS + " segments",
                "Use 3600 for an hour");
        require(
                minimumSegments >= 1 && minimumSegments <= maximumSegments,
                "minimumSegments",
                minimumSegments,
                "it is outside 1 to maximumSegments (" + maximumSegments + ")",
                "Use 1 to publish every event at once");
        require(
                mergeGapSegments >= 0 && mergeGapSegments < maximumSegments,
                "mergeGapSegments",
                mergeGapSegments,
                "it is outside 0 to maximumSegments - 1 (" + (maximumSegments - 1) + ")",
                "Use 0 to close at the first quiet segment");
        require(
                updateEverySegments >= 0,
                "updateEverySegments",
                updateEverySegments,
                "it counts segments",
                "Use 0 for never, or more");
        labels = Map.copyOf(labels);
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "onThreshold",
                        "Probability that opens an interval; 0.4, so that nearly whatever the pack decides opens one: its decision comes first.",
                "offThreshold",
                        "Probability that keeps it open; 0.25, well below, so that a wavering score does not flicker.",
                "minimumSegments", "Segments an interval must last to be published; 1, so that nothing is withheld.",
                "mergeGapSegments",
                        "Quiet segments an interval survives; 1, a single missed second is one event, not two.",
                "maximumSegments", "Segments after which an interval is cut; 3600, so that none stays open for days.",
                "updateEverySegments", "Segments between two updates; 5 keeps a page alive at a fifth of the records.",
                "labels", "Thresholds of single labels; none, because a pack's probabilities are comparable.");
    }

    double onThreshold(String label) {
        LabelThresholds own = labels.get(label);
        return own == null ? onThreshold : own.onThreshold();
    }

    double offThreshold(String label) {
        LabelThresholds own = labels.get(label);
        return own == null ? offThreshold : own.offThreshold();
    }

    private static void requireThresholds(double on, double off) {
        require(on > 0 && on <= 1, "onThreshold", on, "it is outside 0 (exclusive) to 1", "Use for instance 0.4");
        require(
                off >= 0 && off <= on,
                "offThreshold",
                off,
                "it is outside 0 to onThreshold (" + on + "), so no interval could stay open",
                "Set it to " + on + " or less");
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
