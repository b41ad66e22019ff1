package org.earwitness.streaming.admit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.earwitness.streaming.admit.Decision.DropReason;

/** What admission counts. Any thread. */
public final class AdmissionMeters {
    private final Counter segments;
    private final Counter markers;
    private final Counter stalled;
    private final Counter duplicates;
    private final Counter late;
    private final Timer stage;

    /** Meters in a registry that stays the caller's. */
    public AdmissionMeters(MeterRegistry meters) {
        segments = meters.counter("earwitness.streaming.segments");
        markers = meters.counter("earwitness.streaming.markers");
        stalled = meters.counter("earwitness.streaming.stalled");
        duplicates = meters.counter("earwitness.streaming.dropped", "reason", "duplicate");
        late = meters.counter("earwitness.streaming.dropped", "reason", "late");
        stage = meters.timer("earwitness.streaming.stage", "stage", "admit");
    }

    void admitted(boolean marker) {
        (marker ? markers : segments).increment();
    }

    void dropped(DropReason reason) {
        (reason == DropReason.DUPLICATE ? duplicates : late).increment();
    }

    void stalled() {
        stalled.increment();
    }

    Timer stage() {
        return stage;
    }
}
