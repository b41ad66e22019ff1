package org.earwitness.inference;

import java.util.List;
import java.util.Optional;

/**
 * The features of a window, oldest first, with holes where a segment is missing, of another epoch, or before the stream's
 * start (models.md section 5.2). The target sits at position {@code window - 1 - lookAhead} of the pack.
 *
 * @param positions one entry a position of the window; empty where there is nothing: both masks 0
 */
public record FeatureWindow(List<Optional<Position>> positions) {

    public FeatureWindow {
        positions = List.copyOf(positions);
    }

    /**
     * One segment of a window.
     *
     * @param features what {@link InferenceEngine#encode} gave for it, made by the same {@code encode.onnx}
     * @param picture whether its picture may be used (visual mask)
     * @param sound whether its sound may be used (audio mask)
     */
    public record Position(Features features, boolean picture, boolean sound) {}
}
