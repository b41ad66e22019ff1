package org.earwitness.app.replay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EngineOpening;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.StreamingVariants;
import org.earwitness.app.worker.TemporaryDirectory;
import org.earwitness.streaming.Localizer;
import org.earwitness.streaming.replay.Announcements;
import org.earwitness.streaming.replay.EncodingAhead;
import org.earwitness.streaming.replay.Excerpt;
import org.earwitness.streaming.replay.PolledSegments;

/**
 * One pass at work: the engine of its pack, segments that are encoded ahead, and a localizer of its own group. Whoever opens it
 * closes it; closing stops the localizer first.
 */
final class ReplaySession implements AutoCloseable {
    /** Media that waits for its turn with its features made, beside what Kafka's clients hold: some hundred segments. */
    private static final long AHEAD_BYTES = 64L * 1024 * 1024;
    /** Polled segments are what can be encoded ahead: enough for some dozen cores, and bounded for each partition. */
    private static final int POLLED_AHEAD = 64;

    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private final OpenedParts parts;
    private final Localizer localizer;

    private ReplaySession(OpenedParts parts, Localizer localizer) {
        this.parts = parts;
        this.localizer = localizer;
    }

    /**
     * Opens a pass and starts nothing.
     *
     * @param cluster the cluster with the topics of the replay's results
     * @param engine the engine of the pass; stays the caller's
     * @param excerpt what it processes and says
     * @param application name of its group, which already stands at the first segments
     */
    static ReplaySession open(
            EarwitnessConfig config, ClusterAccess cluster, EngineOpening engine, Excerpt excerpt, String application) {
        OpenedParts parts = new OpenedParts();
        boolean opened = false;
        try {
            // A replay is over before anybody could look at its meters.
            MeterRegistry meters = new SimpleMeterRegistry();
            parts.add("the meters", meters::close);
            Path state =
                    parts.add("the state directory", TemporaryDirectory.make()).path();
            EncodingAhead ahead = parts.add(
                    "encoding ahead",
                    new EncodingAhead(engine.engine(), engine.engine().callers(), AHEAD_BYTES));
            Map<String, Object> settings = new HashMap<>(
                    PolledSegments.settings(new Announcements(excerpt, ahead, cluster.topics(), cluster.serdes())));
            settings.put("buffered.records.per.partition", POLLED_AHEAD);
            settings.put("main.consumer.max.partition.fetch.bytes", FETCH_BYTES);
            settings.putAll(cluster.kafka().forStreams());
            Localizer localizer = parts.add(
                    "the localizer",
                    new Localizer(
                            StreamingVariants.run(config.streaming(), application, state, cluster.isEmbedded()),
                            settings,
                            cluster.topics(),
                            cluster.serdes(),
                            ahead,
                            meters,
                            Optional.of(excerpt)));
            ReplaySession session = new ReplaySession(parts, localizer);
            opened = true;
            return session;
        } finally {
            if (!opened) {
                parts.close();
            }
        }
    }

    void start() {
        localizer.start();
    }

    /** Why it cannot go on; empty while all is sound. */
    Optional<String> failure() {
        return localizer.failure().map(ReplaySession::rootMessage);
    }

    @Override
    public void close() {
        parts.close();
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
    }
}
