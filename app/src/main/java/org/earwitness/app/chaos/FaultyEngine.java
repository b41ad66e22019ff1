package org.earwitness.app.chaos;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;
import org.earwitness.inference.SegmentInput;

/** An engine that is slow or fails while it is told to. Any thread may call; closing closes the engine behind it. */
final class FaultyEngine implements InferenceEngine {
    /** What a failed call says, so that an event without answer can be told from one that nobody planned. */
    static final String PLANTED = "planted by chaos: the engine fails";

    private final InferenceEngine engine;
    private final Supplier<EngineFault> fault;

    /**
     * @param engine the engine behind it
     * @param fault what is wrong now; asked before each call
     */
    FaultyEngine(InferenceEngine engine, Supplier<EngineFault> fault) {
        this.engine = engine;
        this.fault = fault;
    }

    @Override
    public ModelPack pack() {
        return engine.pack();
    }

    @Override
    public List<Placement> placements() {
        return engine.placements();
    }

    @Override
    public int callers() {
        return engine.callers();
    }

    @Override
    public Features encode(SegmentInput input) {
        suffer();
        return engine.encode(input);
    }

    @Override
    public Localization localize(FeatureWindow window) {
        suffer();
        return engine.localize(window);
    }

    @Override
    public void close() {
        engine.close();
    }

    private void suffer() {
        EngineFault now = fault.get();
        if (now.kind() == EngineFault.Kind.FAILING) {
            throw InferenceUnavailable.failure(PLANTED);
        }
        if (now.kind() == EngineFault.Kind.SLOW) {
            holdUp(now.millis());
        }
    }

    private static void holdUp(long millis) {
        try {
            boolean over = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            if (over) {
                throw new IllegalStateException("nobody counts this latch down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InferenceUnavailable.failure("interrupted while a slow engine was played", e);
        }
    }
}
