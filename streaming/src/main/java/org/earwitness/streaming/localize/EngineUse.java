package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/**
 * What the threads of a topology do in engines: how long each has been in any of them since its last commit, and how long the call
 * that runs now has been running. Shared by all packs, because a transaction does not ask whose call made it too long.
 */
final class EngineUse {
    private final long millisPerCommit;
    private final Clock clock;

    // One a topology, not one a program: two topologies in a process do not share their threads' time.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<EngineTime> time = new ThreadLocal<>();

    private final Map<Thread, Long> callsSinceNanos = new ConcurrentHashMap<>();

    /**
     * @param millisPerCommit longest time a thread spends in engines between two commits
     * @param clock the clock
     */
    EngineUse(long millisPerCommit, Clock clock) {
        this.millisPerCommit = millisPerCommit;
        this.clock = clock;
    }

    /** How long the longest call that runs now has been running, milliseconds; 0 when none runs. */
    long longestCallMillis() {
        long now = clock.monotonicTime();
        long longest = callsSinceNanos.values().stream()
                .mapToLong(since -> now - since)
                .max()
                .orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    /**
     * To be called by each operator in its init, on the thread that will process. Where no stream thread counts its commits (the
     * topology test driver), one is taken to happen each interval.
     */
    void serve(ProcessingContext context, long commitIntervalMillis) {
        LongSupplier commits = CommitCount.of(
                        context.metrics().metrics(), Thread.currentThread().getName())
                .orElse(() -> TimeUnit.NANOSECONDS.toMillis(clock.monotonicTime()) / commitIntervalMillis);
        serve(commits);
    }

    /** The same, given how often this thread has committed. */
    void serve(LongSupplier commits) {
        time.set(new EngineTime(millisPerCommit, commits));
    }

    /**
     * Why no call must be made now; empty when there is time left.
     *
     * @param share how much of the thread's time may be spent before, 0 to 1
     */
    Optional<String> refusal(double share) {
        return ownTime().refusal(share);
    }

    /** Makes a call, and counts its time. */
    <T> T timed(Supplier<T> call) {
        long since = clock.monotonicTime();
        callsSinceNanos.put(Thread.currentThread(), since);
        try {
            return call.get();
        } finally {
            callsSinceNanos.remove(Thread.currentThread());
            ownTime().spend(clock.monotonicTime() - since);
        }
    }

    private EngineTime ownTime() {
        EngineTime own = time.get();
        if (own == null) {
            throw new IllegalStateException("the engine is asked by a thread whose operators were never initialized");
        }
        return own;
    }
}
