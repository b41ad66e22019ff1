package org.earwitness.bench.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Optional;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.SegmentInput;

/** The product's way: through its engine, as a stream thread calls it. */
final class EngineStep implements SegmentStep {
    private final InferenceEngine engine;
    private final Deque<Optional<Position>> window = new ArrayDeque<>();

    /** A step of this engine, which it closes with itself. */
    EngineStep(InferenceEngine engine) {
        this.engine = engine;
        for (int i = 0; i < engine.pack().window(); i++) {
            window.addLast(Optional.empty());
        }
    }

    @Override
    public int take(Second second) {
        var features = engine.encode(new SegmentInput(second.frames(), second.audio()));
        window.removeFirst();
        window.addLast(Optional.of(new Position(features, true, true)));
        return engine.localize(new FeatureWindow(new ArrayList<>(window))).label();
    }

    @Override
    public void close() {
        engine.close();
    }
}
