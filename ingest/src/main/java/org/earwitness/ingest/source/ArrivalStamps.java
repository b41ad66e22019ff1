package org.earwitness.ingest.source;

/**
 * Time stamps by arrival, for media whose own make no sense: a picture is stamped with the instant it was decoded at, sound goes
 * on from what came before as long as that is near. Pictures and sound are then as far apart as they came. One thread.
 */
final class ArrivalStamps {
    /** How far sound may be from its arrival before it starts anew there: what networks hold back, and no more. */
    private static final long LOOSE_MICROS = 500_000;

    private static final long NANOS_PER_MICRO = 1_000;

    private final long baseMicros;
    private final long beginNanos;

    /**
     * @param baseMicros the stamp of this instant, so that the time line goes on where it is
     * @param nanos now, by a monotonic clock
     */
    ArrivalStamps(long baseMicros, long nanos) {
        this.baseMicros = baseMicros;
        this.beginNanos = nanos;
    }

    /** The stamp of what came at this instant. */
    long at(long nanos) {
        return baseMicros + (nanos - beginNanos) / NANOS_PER_MICRO;
    }

    /** The stamp of sound that came at this instant and would continue at {@code expectedMicros}. */
    long sound(long nanos, long expectedMicros) {
        long now = at(nanos);
        return Math.abs(expectedMicros - now) <= LOOSE_MICROS ? expectedMicros : now;
    }
}
