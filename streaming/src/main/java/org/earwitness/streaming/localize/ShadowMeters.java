package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;

/** What shadow packs count. Any thread. */
public final class ShadowMeters {
    private final MeterRegistry meters;
    private final Timer localize;

    /** How a shadow's answer relates to the active pack's for the same target. */
    enum Verdict {
        /** Both give the same label. */
        SAME_LABEL,
        /** Both say that nothing is both heard and seen. */
        BOTH_BACKGROUND,
        /** Both report an event, not the same one. */
        OTHER_LABEL,
        /** Only the active pack reports one. */
        ONLY_ACTIVE,
        /** Only the shadow reports one. */
        ONLY_SHADOW,
        /** One of them gave no answer. */
        UNSCORED
    }

    /** Meters in a registry that stays the caller's. */
    public ShadowMeters(MeterRegistry meters) {
        this.meters = meters;
        this.localize = meters.timer("earwitness.streaming.stage", "stage", "shadow");
    }

    /**
     * Two packs answered for one target.
     *
     * @param pack name and version of the shadow
     * @param verdict how the answers relate
     */
    void compared(String pack, Verdict verdict) {
        meters.counter(
                        "earwitness.streaming.shadow.targets",
                        "pack",
                        pack,
                        "verdict",
                        verdict.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /**
     * Both were scored.
     *
     * @param pack name and version of the shadow
     * @param difference absolute difference of the scores, 0 to 1
     */
    void differs(String pack, double difference) {
        meters.summary("earwitness.streaming.shadow.difference", "pack", pack).record(difference);
    }

    Timer localize() {
        return localize;
    }
}
