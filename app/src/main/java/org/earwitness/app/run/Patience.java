package org.earwitness.app.run;

import java.time.Duration;

/**
 * Tells a slow run from one that stands still: as long as anything that is counted changes, it may go on; after a time without
 * any change it is lost. Time is handed in. One thread.
 */
public final class Patience {
    private final long limitNanos;
    private long lastCount = Long.MIN_VALUE;
    private long changedNanos;

    /** Patience for standstills up to a limit. */
    public Patience(Duration limit) {
        limitNanos = limit.toNanos();
    }

    /**
     * Whether nothing has changed for longer than the limit.
     *
     * @param count anything that grows with progress
     * @param nowNanos a monotonic clock
     */
    public boolean isLost(long count, long nowNanos) {
        if (count != lastCount) {
            lastCount = count;
            changedNanos = nowNanos;
        }
        return nowNanos - changedNanos > limitNanos;
    }
}
