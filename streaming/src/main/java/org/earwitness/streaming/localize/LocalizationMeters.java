package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.control.StreamPacks.InUse;

/** What encoding and localization count. Any thread. */
public final class LocalizationMeters {
    private final MeterRegistry meters;
    private final Counter scored;
    private final Counter unscored;
    private final Counter missing;
    private final Counter skipped;
    private final Counter discontinuities;
    private final Counter switches;
    private final Timer latency;
    private final Timer encode;
    private final Timer localize;

    /** Meters in a registry that stays the caller's. */
    public LocalizationMeters(MeterRegistry meters) {
        this.meters = meters;
        scored = meters.counter("earwitness.streaming.events", "state", "scored");
        unscored = meters.counter("earwitness.streaming.events", "state", "unscored");
        missing = meters.counter("earwitness.streaming.gaps");
        skipped = meters.counter("earwitness.streaming.skipped");
        discontinuities = meters.counter("earwitness.streaming.discontinuities");
        switches = meters.counter("earwitness.streaming.switches");
        latency = meters.timer("earwitness.streaming.latency");
        encode = meters.timer("earwitness.streaming.stage", "stage", "encode");
        localize = meters.timer("earwitness.streaming.stage", "stage", "localize");
    }

    /**
     * An event was emitted.
     *
     * @param event the event
     * @param appendedMillis when the record that made it due was appended to the log
     */
    void emitted(SegmentEvent event, long appendedMillis) {
        (event.getState() == EventState.SCORED ? scored : unscored).increment();
        missing.increment((double) event.getGapBefore());
        if (event.getDiscontinuity()) {
            discontinuities.increment();
        }
        latency.record(Math.max(0, meters.config().clock().wallTime() - appendedMillis), TimeUnit.MILLISECONDS);
    }

    /** A segment was not shown to the model, because it came too late. */
    void skipped() {
        skipped.increment();
    }

    /** A record of a stream is through: whether another pack makes its events from here on. */
    void switched(StreamPacks before, StreamPacks after) {
        Optional<String> former = before.current().map(InUse::digest);
        if (former.isPresent() && !former.equals(after.current().map(InUse::digest))) {
            switches.increment();
        }
    }

    Timer encode() {
        return encode;
    }

    Timer localize() {
        return localize;
    }
}
