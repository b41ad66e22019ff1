package org.earwitness.bench.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.media.SegmentFiles;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.bench.report.Figures;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.OnnxInferenceEngine;

/** What the engine takes for a segment when one thread calls it and nothing else runs. */
public final class EngineCost {
    private static final int WARM_CALLS = 300;

    private EngineCost() {}

    /** CPU milliseconds a segment, encode and localize, of the whole process; a figure a round. */
    public static Figures measure(Workbench workbench) {
        List<Second> seconds = seconds(workbench);
        List<Double> rounds = new ArrayList<>();
        try (SegmentStep engine = new EngineStep(
                OnnxInferenceEngine.open(workbench.pack(), InferenceConfig.DEFAULTS, new SimpleMeterRegistry()))) {
            for (int calls = 0; calls < WARM_CALLS; calls += seconds.size()) {
                new Cost().add(engine, seconds);
            }
            for (int round = 0; round < workbench.effort().rounds(); round++) {
                Cost cost = new Cost();
                cost.add(engine, seconds);
                rounds.add(cost.cpuMillis());
            }
        }
        return Figures.of(rounds);
    }

    /** Seconds of a test stream, in memory. */
    static List<Second> seconds(Workbench workbench) {
        int clipSeconds = workbench.effort().clipSeconds();
        return SegmentFiles.unpack(
                workbench.media().streams(1, clipSeconds).get(0),
                workbench.media().ffmpeg(),
                workbench.commands(),
                workbench.logs().resolve("unpacked-" + clipSeconds + "s"));
    }
}
