package org.earwitness.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The meters of one engine; what each means is in {@code meters.yaml}. Engines of one process share times and failures, and have
 * gauges of their own, told apart by their packs. Any thread.
 */
final class InferenceMeters {
    private static final String TIME = "earwitness.inference.time";
    private static final String CALLS = "earwitness.inference.calls";
    private static final String FAILURES = "earwitness.inference.failures";
    private static final String NODES = "earwitness.inference.nodes";
    private static final String NODE_TIME = "earwitness.inference.nodes.time";
    private static final String FILL = "earwitness.inference.batch.fill";

    private final MeterRegistry registry;
    private final String pack;
    private final List<Gauge> own = new CopyOnWriteArrayList<>();
    private final Timer decode;
    private final Timer encode;
    private final Timer localize;
    private final Timer wait;
    private final Counter deadlines;
    private final Counter runtimeFailures;
    private final Counter frames;

    InferenceMeters(ModelPack pack, MeterRegistry registry) {
        this.pack = pack.inWords();
        this.registry = registry;
        decode = registry.timer(TIME, "stage", "decode");
        encode = registry.timer(TIME, "stage", "encode");
        localize = registry.timer(TIME, "stage", "localize");
        wait = registry.timer(TIME, "stage", "wait");
        deadlines = registry.counter(FAILURES, "kind", "deadline");
        runtimeFailures = registry.counter(FAILURES, "kind", "runtime");
        frames = registry.counter(FAILURES, "kind", "frame");
    }

    void decode(Runnable work) {
        decode.record(work);
    }

    void encode(Runnable work) {
        encode.record(work);
    }

    void localize(Runnable work) {
        localize.record(work);
    }

    <T> T waiting(Supplier<T> work) {
        Timer.Sample sample = Timer.start(registry);
        try {
            return work.get();
        } finally {
            sample.stop(wait);
        }
    }

    Timer waitTimer() {
        return wait;
    }

    DistributionSummary fill(String graph) {
        return registry.summary(FILL, "graph", graph);
    }

    void watchCalls(Supplier<Number> calls) {
        show(Gauge.builder(CALLS, calls), Tags.empty());
    }

    /** Shows where the nodes of the engine ran. */
    void showPlacement(List<Placement> placements) {
        placements.forEach(placement -> placement.shares().forEach((provider, share) -> {
            Tags tags = Tags.of("graph", placement.graph(), "provider", provider);
            show(Gauge.builder(NODES, share, Placement.Share::nodes), tags);
            show(Gauge.builder(NODE_TIME, share, Placement.Share::timeShare), tags);
        }));
    }

    /** Takes the engine's gauges away: an engine that is closed runs nothing anywhere. */
    void close() {
        own.forEach(registry::remove);
    }

    private void show(Gauge.Builder<?> gauge, Tags tags) {
        own.add(gauge.tags(tags.and("pack", pack)).strongReference(true).register(registry));
    }

    void count(InferenceUnavailable failure) {
        (failure.isDeadline() ? deadlines : runtimeFailures).increment();
    }

    void countUnreadableFrame() {
        frames.increment();
    }
}
