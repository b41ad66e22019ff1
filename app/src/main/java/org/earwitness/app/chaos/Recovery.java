package org.earwitness.app.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.earwitness.app.guarantee.LoggedEvent;

/**
 * How long a fault was felt: until of every stream an event with an answer could be read whose segment came into the log after
 * the fault's end. Given time, so that it can be tested; one thread.
 */
final class Recovery {
    private final Instant end;
    private final Set<String> waiting;
    private Optional<Instant> recovered = Optional.empty();

    /**
     * @param streams the streams that must come back
     * @param end when the cause was gone
     */
    Recovery(Set<String> streams, Instant end) {
        this.end = end;
        this.waiting = new TreeSet<>(streams);
    }

    /** An event was read. */
    void read(LoggedEvent event, Instant now) {
        boolean counts = event.isScored() && event.segmentMillis() >= end.toEpochMilli();
        if (counts && waiting.remove(event.second().stream()) && waiting.isEmpty()) {
            recovered = Optional.of(now);
        }
    }

    /** When the last stream was back; empty while one is missing. */
    Optional<Instant> recovered() {
        return recovered;
    }

    /** The streams that are still missing. */
    Set<String> waiting() {
        return Set.copyOf(waiting);
    }

    /** The time from one moment to another, in seconds with a tenth. */
    static double seconds(Instant from, Instant to) {
        return Math.round(Duration.between(from, to).toMillis() / 100.0) / 10.0;
    }
}
