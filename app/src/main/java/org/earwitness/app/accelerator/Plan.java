package org.earwitness.app.accelerator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.InferenceConfig;

/**
 * What is measured, and how long.
 *
 * @param pack folder of the model pack
 * @param provider where it runs; never {@code AUTO}, because what is measured has to be what was asked for
 * @param device index of the card
 * @param engineCache where TensorRT keeps engines
 * @param streams how many streams call at once, a measurement each
 * @param batch largest batch
 * @param seconds how long each measurement takes, after a fifth of that to warm up
 * @param batches over how many batches memory is watched; 0 leaves that out
 * @param peakTeraflops what the card can do, where the table of cards is not to be believed
 */
record Plan(
        Path pack,
        InferenceConfig.Provider provider,
        int device,
        Optional<Path> engineCache,
        List<Integer> streams,
        int batch,
        double seconds,
        long batches,
        Optional<Double> peakTeraflops) {
    private static final long DEADLINE_MILLIS = 60_000;

    Plan {
        streams = List.copyOf(streams);
    }

    /** How the engine is opened for batches of this size. */
    InferenceConfig config(int batchSize, boolean float16) {
        return new InferenceConfig(
                provider,
                device,
                0,
                batchSize,
                List.of(),
                InferenceConfig.DEFAULTS.batchDelayMillis(),
                DEADLINE_MILLIS,
                float16,
                engineCache);
    }
}
