package org.earwitness.streaming.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.earwitness.schemas.Segment;

/**
 * Lets the segments of each stream go on as they came: a second of media a second, or a multiple of that. A gap takes no longer
 * than a segment, because nobody replays an hour of nothing. Closing lets everything go at once.
 */
public final class MediaPace implements Pace, AutoCloseable {
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 10_000;
    private static final long SEGMENT_MICROS = 1_000_000;
    private static final double NANOS_PER_MICRO = 1_000;

    private final double speed;
    private final LongSupplier nanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Due> dues = new HashMap<>();

    private record Due(long startMicros, long nanos) {}

    /**
     * @param speed seconds of media a second, 0.1 to 10000
     * @param nanos a monotonic clock
     */
    public MediaPace(double speed, LongSupplier nanos) {
        if (!(speed >= SLOWEST && speed <= FASTEST)) {
            throw new IllegalArgumentException(
                    "speed is " + speed + ": it is outside " + SLOWEST + " to " + FASTEST + ". Use 1 for real time.");
        }
        this.speed = speed;
        this.nanos = nanos;
    }

    @Override
    public void await(Segment segment) {
        long waitNanos = waitNanos(segment.getStream(), segment.getStartMicros());
        try {
            if (waitNanos > 0 && closed.await(waitNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long a segment that starts there has to wait from now on, nanoseconds; it is what the next one is counted from. */
    synchronized long waitNanos(String stream, long startMicros) {
        long now = nanos.getAsLong();
        Due before = dues.get(stream);
        if (before == null) {
            dues.put(stream, new Due(startMicros, now));
            return 0;
        }
        long step = Math.max(0, Math.min(SEGMENT_MICROS, startMicros - before.startMicros()));
        long due = before.nanos() + Math.round(step * NANOS_PER_MICRO / speed);
        // Who has fallen behind goes on from now: a burst to catch up would be no pace.
        dues.put(stream, new Due(startMicros, Math.max(due, now)));
        return Math.max(0, due - now);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
