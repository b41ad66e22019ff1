package org.earwitness.ingest.read;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the epochs of one live stream: the Unix second in which one begins, but always more than the one before, also where a
 * clock was set back or another worker read the stream. Any thread.
 */
public final class Epochs {
    private final Clock clock;
    private final AtomicLong last;

    /**
     * @param clock what time it is
     * @param least the first epoch is not below this
     */
    public Epochs(Clock clock, long least) {
        this.clock = clock;
        this.last = new AtomicLong(least - 1);
    }

    /** The number of an epoch that begins now. */
    public long next() {
        return last.updateAndGet(before -> Math.max(clock.instant().getEpochSecond(), before + 1));
    }

    /** The one that was given last; one below the least before any was. */
    public long last() {
        return last.get();
    }
}
