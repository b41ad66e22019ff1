package org.earwitness.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/** The meters of this room; what each means is in {@code meters.yaml}. Any thread. */
final class InferenceMeters {
    private static final String TIME = "earwitness.inference.time";
    private static final String FAILURES = "earwitness.inference.failures";
    private static final String NODES = "earwitness.inference.nodes";
    private static final String NODE_TIME = "earwitness.inference.nodes.time";
    private static final String FILL = "earwitness.inference.batch.fill";

    private final MeterRegistry registry;
    private final Timer decode;
    private final Timer encode;
    private final Timer localize;
    private final Timer wait;
    private final Counter deadlines;
    private final Counter runtimeFailures;
    private final Counter frames;

    InferenceMeters(MeterRegistry registry) {
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
        // Engines follow each other in one process; the gauge shows the newest.
        registry.find("earwitness.inference.calls").meters().forEach(registry::remove);
        Gauge.builder("earwitness.inference.calls", calls).strongReference(true).register(registry);
    }

    /** Shows where the nodes of the newest engine ran. */
    void showPlacement(List<Placement> placements) {
        for (String name : List.of(NODES, NODE_TIME)) {
            registry.find(name).meters().forEach(registry::remove);
        }
        placements.forEach(placement -> placement.shares().forEach((provider, share) -> {
            Tags tags = Tags.of("graph", placement.graph(), "provider", provider);
            Gauge.builder(NODES, share, Placement.Share::nodes)
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
            Gauge.builder(NODE_TIME, share, Placement.Share::timeShare)
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
        }));
    }

    void count(InferenceUnavailable failure) {
        (failure.isDeadline() ? deadlines : runtimeFailures).increment();
    }

    void countUnreadableFrame() {
        frames.increment();
    }
}
