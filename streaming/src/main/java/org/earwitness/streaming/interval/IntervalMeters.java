package org.earwitness.streaming.interval;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.earwitness.schemas.IntervalState;

/** What intervals count. Any thread. */
public final class IntervalMeters {
    private final MeterRegistry meters;
    private final Timer stage;

    /** Meters in a registry that stays the caller's. */
    public IntervalMeters(MeterRegistry meters) {
        this.meters = meters;
        this.stage = meters.timer("earwitness.streaming.stage", "stage", "interval");
    }

    void published(IntervalState state) {
        meters.counter("earwitness.streaming.intervals", "state", state.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    Timer stage() {
        return stage;
    }
}
