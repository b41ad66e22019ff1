package org.earwitness.ingest.source;

import java.util.Locale;
import java.util.Optional;

/** Whether what a sender says of the time can be true. One thread. */
final class ClockDoubt {
    /** A sender ahead of its arrival by more has a wrong clock: media cannot come before it was recorded. */
    private static final long MOST_AHEAD_MICROS = 2_000_000;

    /** A sender behind by more has a wrong clock, or what it sends is not live. */
    private static final long MOST_BEHIND_MICROS = 600_000_000;

    private boolean said;

    /** Whether media that comes now may have been recorded then, both in microseconds of UTC. */
    static boolean isPossible(long utcMicros, long nowMicros) {
        return utcMicros - nowMicros <= MOST_AHEAD_MICROS && nowMicros - utcMicros <= MOST_BEHIND_MICROS;
    }

    /** What is to be said of a clock that is not believed, the first time; empty of one that is. */
    Optional<String> of(long utcMicros, long nowMicros) {
        if (said || isPossible(utcMicros, nowMicros)) {
            return Optional.empty();
        }
        said = true;
        // In doubles, because a clock may be off by more than a long of microseconds holds.
        double seconds = ((double) utcMicros - nowMicros) / 1e6;
        return Optional.of(String.format(
                Locale.ROOT,
                "its sender's clock is %.1f s %s this machine's and is not believed (at most %d s ahead, %d s behind)."
                        + " Segments are stamped by another clock. Set the time of the sender, or of this machine",
                Math.abs(seconds),
                seconds > 0 ? "ahead of" : "behind",
                MOST_AHEAD_MICROS / 1_000_000,
                MOST_BEHIND_MICROS / 1_000_000));
    }
}
