package org.earwitness.inference.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The moment by which a call must have its answer. Immutable; any thread may ask it. */
public final class Deadline {
    private final long startNanos;
    private final long limitNanos;
    private final LongSupplier ticker;

    private Deadline(long startNanos, long limitNanos, LongSupplier ticker) {
        this.startNanos = startNanos;
        this.limitNanos = limitNanos;
        this.ticker = ticker;
    }

    /** So many milliseconds from now. */
    public static Deadline in(long millis) {
        return in(millis, System::nanoTime);
    }

    /**
     * So many milliseconds from what the ticker says now.
     *
     * @param ticker nanoseconds from any fixed moment, never going back
     */
    public static Deadline in(long millis, LongSupplier ticker) {
        return new Deadline(ticker.getAsLong(), TimeUnit.MILLISECONDS.toNanos(millis), ticker);
    }

    /** What is left, nanoseconds; 0 once it has passed. */
    public long remainingNanos() {
        return Math.max(0, limitNanos - (ticker.getAsLong() - startNanos));
    }

    /** Whether nothing is left. */
    public boolean hasPassed() {
        return remainingNanos() == 0;
    }

    /** The whole time it gave, milliseconds. */
    public long limitMillis() {
        return TimeUnit.NANOSECONDS.toMillis(limitNanos);
    }

    /** The one that gives more time from now. */
    public Deadline later(Deadline other) {
        return other.remainingNanos() > remainingNanos() ? other : this;
    }
}
