package org.earwitness.ingest.source;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.source.MediaEvent.ClockReading;

/** When the packets of a live stream came: a reading before the first of them, then one a second. One thread. */
final class LiveReadings {
    private static final long EVERY_MICROS = 1_000_000;

    private final Clock wallClock;
    private Optional<ClockReading> pending = Optional.empty();
    private long lastMicros = Long.MIN_VALUE;

    LiveReadings(Clock wallClock) {
        this.wallClock = wallClock;
    }

    /** A packet with this place came just now. */
    void arrived(long mediaMicros) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, wallClock.instant());
        if (lastMicros != Long.MIN_VALUE && now - lastMicros < EVERY_MICROS) {
            return;
        }
        lastMicros = now;
        pending = Optional.of(
                new ClockReading(mediaMicros, now, org.earwitness.schemas.Clock.ARRIVAL, OptionalLong.empty()));
    }

    /** The reading that has not been given out. */
    Optional<ClockReading> take() {
        Optional<ClockReading> reading = pending;
        pending = Optional.empty();
        return reading;
    }
}
