package org.earwitness.app.worker;

import java.nio.file.Path;
import java.util.Optional;
import org.earwitness.streaming.GroupConfig;
import org.earwitness.streaming.StoreKind;
import org.earwitness.streaming.StreamingConfig;
import org.earwitness.streaming.admit.OverloadConfig;

/** How the localizer's configuration differs where a command starts one for a short time. */
public final class StreamingVariants {
    private StreamingVariants() {}

    /**
     * For {@code run}: a group of its own; a missing answer fails the run instead of leaving an unscored event; ends come from
     * ingest alone; state is kept in memory, because nobody comes back for it.
     *
     * @param application a name that no other run has
     * @param state directory that is removed with the run
     * @param embedded whether there is one broker only
     */
    public static StreamingConfig run(StreamingConfig base, String application, Path state, boolean embedded) {
        return variant(base, application, state, true, 0, embedded ? 1 : base.replicationFactor());
    }

    /** For {@code demo}: as configured, with state that goes with the embedded cluster. */
    public static StreamingConfig demo(StreamingConfig base, Path state) {
        return variant(base, base.applicationId(), state, base.failOnTimeout(), base.stalledAfterMillis(), 1);
    }

    private static StreamingConfig variant(
            StreamingConfig base,
            String application,
            Path state,
            boolean failOnTimeout,
            long stalledAfterMillis,
            int replicationFactor) {
        return new StreamingConfig(
                application,
                base.threads(),
                base.commitIntervalMillis(),
                Optional.of(state),
                StoreKind.MEMORY,
                base.storeMegabytes(),
                failOnTimeout,
                stalledAfterMillis,
                replicationFactor,
                0,
                base.transactionTimeoutMillis(),
                base.engineMillisPerCommit(),
                base.probeAfterMillis(),
                base.threadReplacements(),
                // Whoever comes and goes has no name to come back under.
                GroupConfig.DEFAULTS,
                // Who wants an answer for every second must not lose one for being late.
                failOnTimeout ? OverloadConfig.DEFAULTS : base.overload(),
                base.interval());
    }
}
