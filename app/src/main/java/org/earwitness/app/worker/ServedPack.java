package org.earwitness.app.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackRefused;
import org.earwitness.streaming.localize.EventAssembly;

/** Opens packs that are to make events: warm, verified, and of a kind whose events can be written. */
final class ServedPack {
    private ServedPack() {}

    /**
     * Opens one.
     *
     * @throws PackRefused when it does not hold what it says, or its events could not be written
     * @throws org.earwitness.inference.ProviderRefused when it cannot be run where it should
     */
    static InferenceEngine open(Path folder, InferenceConfig config, MeterRegistry meters) {
        InferenceEngine engine = OnnxInferenceEngine.open(folder, config, meters);
        Optional<String> refusal = EventAssembly.refusalOf(engine.pack());
        if (refusal.isPresent()) {
            engine.close();
            throw new PackRefused(folder.toString(), List.of(refusal.orElseThrow()));
        }
        return engine;
    }
}
