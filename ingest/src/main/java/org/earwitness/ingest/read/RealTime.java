package org.earwitness.ingest.read;

/** Holds media back until it would be played: the first instant is played at once, the others as far behind it as in the media. */
final class RealTime {
    private static final long NANOS_PER_MICRO = 1_000;

    private long startNanos;
    private boolean started;

    /**
     * How long to wait.
     *
     * @param mediaMicros place of the media on the stream's time line
     * @param nowNanos a monotonic clock
     * @return nanoseconds from now, 0 if it is due
     */
    long waitNanos(long mediaMicros, long nowNanos) {
        if (!started) {
            started = true;
            startNanos = nowNanos - mediaMicros * NANOS_PER_MICRO;
        }
        return Math.max(0, startNanos + mediaMicros * NANOS_PER_MICRO - nowNanos);
    }
}
