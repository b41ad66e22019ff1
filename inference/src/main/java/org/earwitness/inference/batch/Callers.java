package org.earwitness.inference.batch;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many threads call the engine at the same time, learned by watching: the most that were inside together during this and
 * the last half second. Any thread.
 */
public final class Callers {
    private static final long SPAN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private final LongSupplier ticker;
    private long spanStartNanos;
    private int inside;
    private int mostNow;
    private int mostBefore;

    /** @param ticker nanoseconds from any fixed moment, never going back */
    public Callers(LongSupplier ticker) {
        this.ticker = ticker;
        this.spanStartNanos = ticker.getAsLong();
    }

    /** A thread has come in. */
    public synchronized void enter() {
        turn();
        inside++;
        mostNow = Math.max(mostNow, inside);
    }

    /** A thread has gone. */
    public synchronized void leave() {
        turn();
        inside--;
    }

    /** How many are inside now. */
    public synchronized int inside() {
        return inside;
    }

    /** How many could be inside together, as far as lately seen. */
    public synchronized int expected() {
        turn();
        return Math.max(mostNow, mostBefore);
    }

    private void turn() {
        long nowNanos = ticker.getAsLong();
        long sinceNanos = nowNanos - spanStartNanos;
        if (sinceNanos >= SPAN_NANOS) {
            // After two spans without a call nothing that was seen before counts.
            mostBefore = sinceNanos < 2 * SPAN_NANOS ? mostNow : inside;
            mostNow = inside;
            spanStartNanos = nowNanos;
        }
    }
}
