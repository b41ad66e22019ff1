package org.earwitness.bench.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits of a measurement, each with an end. */
public final class Waiting {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Waiting() {}

    /** Lets so much time go by. */
    public static void millis(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        until(() -> System.nanoTime() - end >= 0, millis + 1_000);
    }

    /** Waits for a condition; says whether it came in time. */
    public static boolean until(BooleanSupplier condition, long mostMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
