package org.earwitness.app.worker;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the whole process stood still for longer than its group waits for it: stopped by a signal, by a debugger or by a
 * machine without a moment for it. Its streams have been given to others then, which it would only learn some time later.
 */
final class StandstillWatch implements AutoCloseable {
    private static final long TICK_MILLIS = 250;

    private final long limitNanos;
    private final Runnable stoodStill;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "earwitness-standstill");
        made.setDaemon(true);
        return made;
    });
    private long lastNanos;

    /**
     * @param limitNanos so long it may stand still
     * @param stoodStill called on a thread of this when it was longer
     */
    StandstillWatch(long limitNanos, Runnable stoodStill) {
        this.limitNanos = limitNanos;
        this.stoodStill = stoodStill;
    }

    /** Watches from now on. */
    @SuppressWarnings("FutureReturnValueIgnored") // It never ends by itself; closing ends its thread.
    void begin() {
        lastNanos = System.nanoTime();
        thread.scheduleWithFixedDelay(() -> tick(System.nanoTime()), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks at the clock; one thread at a time. */
    void tick(long nowNanos) {
        long still = nowNanos - lastNanos;
        lastNanos = nowNanos;
        if (still > limitNanos) {
            stoodStill.run();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
