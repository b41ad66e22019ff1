package org.earwitness.streaming.admit;

import java.util.Optional;

/**
 * Decides which segments are not shown to the model because newer ones wait. Whether a segment is late depends on when it is
 * looked at, so the answer is written into its event and from then on is data. Pure: time is given. Any thread.
 */
public final class Overload {
    /** How the reason of a skipped segment's event begins. */
    public static final String SKIPPED = "skipped: ";

    private static final long MILLIS = 1_000;

    private final OverloadConfig config;

    /** @param config the policy */
    public Overload(OverloadConfig config) {
        this.config = config;
    }

    /**
     * Why a segment is skipped; empty when it is not.
     *
     * @param appendedMillis when it was appended to the log, milliseconds of Unix time
     * @param nowMillis the time now, likewise
     */
    public Optional<String> skipReason(long appendedMillis, long nowMillis) {
        long behindSeconds = (nowMillis - appendedMillis) / MILLIS;
        return config.policy() == OverloadConfig.Policy.SKIP_OLDEST && behindSeconds > config.skipBehindSeconds()
                ? Optional.of(SKIPPED + behindSeconds + " s behind, more than " + config.skipBehindSeconds() + " s")
                : Optional.empty();
    }
}
