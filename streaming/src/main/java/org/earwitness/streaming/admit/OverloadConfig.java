package org.earwitness.streaming.admit;

import java.util.Map;

/**
 * What becomes of segments that wait because there are more than can be processed.
 *
 * @param policy whether they wait or are skipped
 * @param skipBehindSeconds how old a segment may be, since it was appended to the log, before it is skipped; of the policy
 *     {@code skip_oldest} only
 */
public record OverloadConfig(Policy policy, long skipBehindSeconds) {
    public static final OverloadConfig DEFAULTS = new OverloadConfig(Policy.KEEP, 60);

    private static final long LONGEST_SECONDS = 86_400;

    /** What is done with segments that wait. */
    public enum Policy {
        /** All are processed, however late. */
        KEEP,
        /** The oldest are not shown to the model: their events say so. */
        SKIP_OLDEST
    }

    public OverloadConfig {
        if (skipBehindSeconds < 5 || skipBehindSeconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException("skipBehindSeconds is " + skipBehindSeconds + ": it is outside 5 to "
                    + LONGEST_SECONDS + ", because a restart alone makes segments wait for some seconds. Use 60.");
        }
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "policy",
                "keep or skip_oldest; keep, nothing is given up unless somebody says so. Skipped segments have an unscored event each"
                        + " that says how late it was, so they are never silent.",
                "skipBehindSeconds",
                "Age in the log from which skip_oldest skips; 60 s, longer than a restart or a take-over.");
    }
}
