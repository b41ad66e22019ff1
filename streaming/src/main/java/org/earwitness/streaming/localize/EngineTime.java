package org.earwitness.streaming.localize;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long one stream thread has been in the engine since its last commit. A transaction that stays open longer than the broker
 * allows is aborted, so this time has a bound. One thread.
 */
final class EngineTime {
    private final long limitMillis;
    private final LongSupplier commits;
    private long commitsSeen;
    private long spentNanos;

    /**
     * @param limitMillis longest time between two commits
     * @param commits how often this thread has committed
     */
    EngineTime(long limitMillis, LongSupplier commits) {
        this.limitMillis = limitMillis;
        this.commits = commits;
        this.commitsSeen = commits.getAsLong();
    }

    /**
     * Why no call must be made now; empty when there is time left.
     *
     * @param share how much of the time may have been spent, 0 to 1
     */
    Optional<String> refusal(double share) {
        long committed = commits.getAsLong();
        if (committed != commitsSeen) {
            commitsSeen = committed;
            spentNanos = 0;
        }
        long allowedMillis = (long) (limitMillis * share);
        return spentNanos < TimeUnit.MILLISECONDS.toNanos(allowedMillis)
                ? Optional.empty()
                : Optional.of("this thread has spent " + allowedMillis
                        + " ms in the engine since its last commit, which is all it may");
    }

    /** A call took this long. */
    void spend(long nanos) {
        spentNanos += nanos;
    }
}
