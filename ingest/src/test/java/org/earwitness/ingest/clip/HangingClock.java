package org.earwitness.ingest.clip;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;

/** A clock that tells nobody the time until it is let go: it stands for a disk that hangs. */
final class HangingClock extends Clock {
    private final CountDownLatch gate = new CountDownLatch(1);

    void goOn() {
        gate.countDown();
    }

    @Override
    public Instant instant() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Instant.parse("2026-03-01T10:00:00Z");
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
