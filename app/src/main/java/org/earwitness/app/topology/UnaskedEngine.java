package org.earwitness.app.topology;

import java.util.List;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;

/** Stands where a topology wants an engine that is only drawn, never run: the drawing does not depend on the pack. */
final class UnaskedEngine implements InferenceEngine {
    @Override
    public ModelPack pack() {
        return new ModelPack("none", "0", "0".repeat(64), "0".repeat(64), "none", List.of("background"), 0, 10, 0);
    }

    @Override
    public Features encode(SegmentInput input) {
        throw new UnsupportedOperationException("this topology is drawn, not run");
    }

    @Override
    public Localization localize(FeatureWindow window) {
        throw new UnsupportedOperationException("this topology is drawn, not run");
    }

    @Override
    public void close() {
        // holds nothing
    }
}
