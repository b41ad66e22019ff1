package org.earwitness.inference.localize;

import java.nio.ByteBuffer;
import org.earwitness.inference.InferenceUnavailable;

/** Floats as events carry them: rounded to 1e-4, so that the last bits of a runtime or a batch do not show. */
final class Rounding {
    private static final double STEPS = 10_000;

    private Rounding() {}

    /** The nearest multiple of 1e-4, halves upwards; never minus zero. */
    static float round(float value) {
        return (float) (Math.floor(value * STEPS + 0.5) / STEPS + 0.0);
    }

    /**
     * Reads and rounds floats.
     *
     * @param floats native order, from byte 0
     * @param name the tensor, for the message
     * @throws InferenceUnavailable when one is not a number
     */
    static float[] read(ByteBuffer floats, int elements, String name) {
        float[] rounded = new float[elements];
        for (int i = 0; i < elements; i++) {
            float value = floats.getFloat(4 * i);
            if (!Float.isFinite(value)) {
                throw InferenceUnavailable.failure("localize.onnx gave " + value + " in '" + name + "' at " + i
                        + ". A pack must never do so; export it again or use another.");
            }
            rounded[i] = round(value);
        }
        return rounded;
    }
}
