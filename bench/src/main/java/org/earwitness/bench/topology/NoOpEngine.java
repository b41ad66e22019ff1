package org.earwitness.bench.topology;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.SegmentInput;

/**
 * A model that looks at nothing and answers background at once, with features and probabilities as large as those of a real
 * pack, so that state and events are as large too. Any thread.
 */
public final class NoOpEngine implements InferenceEngine {
    private final ModelPack pack;
    private final Features features;
    private final Localization background;

    /** @param manifest of the pack whose sizes are taken over */
    public NoOpEngine(PackManifest manifest) {
        List<String> labels = manifest.labels();
        int label = manifest.background();
        pack = new ModelPack(
                "no-op",
                "1.0.0",
                "0".repeat(64),
                "0".repeat(64),
                manifest.architecture(),
                labels,
                label,
                manifest.window(),
                manifest.lookAhead());
        features = Features.of(new byte[manifest.features().bytes()]);
        background = new Localization(
                label,
                1,
                true,
                0,
                Collections.nCopies(labels.size(), 1f / labels.size()),
                Collections.nCopies(ModelPack.PLACES, 1f / ModelPack.PLACES),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public ModelPack pack() {
        return pack;
    }

    @Override
    public Features encode(SegmentInput input) {
        return features;
    }

    @Override
    public Localization localize(FeatureWindow window) {
        return background;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
