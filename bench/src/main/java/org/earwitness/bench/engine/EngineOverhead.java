package org.earwitness.bench.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.media.SegmentFiles;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackManifest;

/** The engine against a bare ONNX Runtime loop over the same graphs, seconds and decoder, at batch 1 on one thread. */
public final class EngineOverhead implements Measurement {
    private static final Target TARGET = Target.atMost(1.05);
    private static final String ENGINE = "engine";
    private static final String BARE = "bare loop";
    private static final String UNDECODED = "bare loop without JPEG decoding";
    /** Enough for the compiler to be done with what both ways share. */
    private static final int WARM_CALLS = 300;

    private static final int BLOCKS = 5;

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public Section measure(Workbench workbench) {
        int clipSeconds = workbench.effort().clipSeconds();
        List<Second> seconds = SegmentFiles.unpack(
                workbench.media().streams(1, clipSeconds).get(0),
                workbench.media().ffmpeg(),
                workbench.commands(),
                workbench.logs().resolve("unpacked-" + clipSeconds + "s"));
        List<Map<String, Cost>> rounds = new ArrayList<>();
        var opened = OnnxInferenceEngine.open(workbench.pack(), InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
        PackManifest manifest = ((OnnxInferenceEngine) opened).manifest();
        try (SegmentStep engine = new EngineStep(opened);
                SegmentStep bare = BareStep.open(workbench.pack(), manifest, true);
                SegmentStep undecoded = BareStep.open(workbench.pack(), manifest, false)) {
            Map<String, SegmentStep> ways = new LinkedHashMap<>();
            ways.put(ENGINE, engine);
            ways.put(BARE, bare);
            ways.put(UNDECODED, undecoded);
            for (int calls = 0; calls < WARM_CALLS; calls += seconds.size()) {
                ways.values().forEach(way -> new Cost().add(way, seconds));
            }
            for (int round = 0; round < workbench.effort().rounds(); round++) {
                rounds.add(round(ways, seconds));
            }
        }
        return section(manifest, rounds, seconds.size() * BLOCKS);
    }

    /** Blocks of the ways take turns, so that a busy moment of the machine meets them all. */
    private static Map<String, Cost> round(Map<String, SegmentStep> ways, List<Second> seconds) {
        Map<String, Cost> costs = new LinkedHashMap<>();
        for (int block = 0; block < BLOCKS; block++) {
            ways.forEach((name, way) ->
                    costs.computeIfAbsent(name, unseen -> new Cost()).add(way, seconds));
        }
        return costs;
    }

    private static Section section(PackManifest manifest, List<Map<String, Cost>> rounds, int calls) {
        Table table = new Table("way", "CPU ms a segment", "engine / this", "p50 ms", "p99 ms", "target");
        for (String way : List.of(ENGINE, BARE, UNDECODED)) {
            List<Cost> costs = rounds.stream().map(round -> cost(round, way)).toList();
            Figures ratio = Figures.of(rounds.stream()
                    .map(round ->
                            cost(round, ENGINE).cpuMillis() / cost(round, way).cpuMillis())
                    .toList());
            table.row(
                    way,
                    Figures.of(costs.stream().map(Cost::cpuMillis).toList()).text(2),
                    way.equals(ENGINE) ? "" : ratio.text(3),
                    quantile(costs, 0.5),
                    quantile(costs, 0.99),
                    way.equals(BARE) ? TARGET.verdict(ratio.shown(3)) : "");
        }
        return new Section(
                "Engine against a bare ONNX Runtime loop",
                "`InferenceEngine.encode` and `localize` of pack `" + manifest.name() + " " + manifest.version()
                        + "` on one thread, " + calls
                        + " segments a round, against a loop that runs the same two graphs with "
                        + "direct buffers bound once, on the same seconds, with nothing around them. The first loop decodes the "
                        + "JPEG frames with the same decoder, as the engine must; the second decodes nothing. CPU time is the "
                        + "whole process's, collector and compiler included; the ways take turns in blocks, warmed up before.",
                table);
    }

    private static String quantile(List<Cost> costs, double share) {
        return String.format(
                Locale.ROOT,
                "%.2f",
                Figures.of(costs.stream()
                                .map(cost -> cost.waits().quantile(share))
                                .toList())
                        .median());
    }

    private static Cost cost(Map<String, Cost> round, String way) {
        Cost cost = round.get(way);
        if (cost == null) {
            throw new IllegalStateException("'" + way + "' was not measured");
        }
        return cost;
    }
}
