package org.earwitness.inference;

import java.util.List;

/**
 * Runs one model pack: a segment becomes features, a window of features becomes a localization.
 *
 * <p>Any thread may call; a call blocks until its answer is there or its deadline has passed. The answer does not depend on
 * who else calls at the same time. Whoever opened the engine closes it; closing waits for calls that run.
 */
public interface InferenceEngine extends AutoCloseable {

    /** The pack this engine runs. */
    ModelPack pack();

    /**
     * Encodes one segment, on its own (models.md section 6.1, {@code encode.onnx}).
     *
     * @throws UnreadableFrame when a frame is not a JPEG that can be decoded: the segment is at fault
     * @throws InferenceUnavailable when no answer came within the deadline or the runtime failed: the segment is not at fault
     */
    Features encode(SegmentInput input);

    /**
     * Localizes the target of a window ({@code localize.onnx} and the pack's decision rule). All floats are rounded to 1e-4 and
     * the decision is taken on the rounded values.
     *
     * @throws InferenceUnavailable when no answer came within the deadline or the runtime failed
     */
    Localization localize(FeatureWindow window);

    /** Where the nodes of its graphs were measured to run; empty where an engine has none. */
    default List<Placement> placements() {
        return List.of();
    }

    /** How many threads keep it busy when each asks again as soon as it has its answer; more would only wait. */
    default int callers() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    void close();
}
