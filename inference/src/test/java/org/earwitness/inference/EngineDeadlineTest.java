package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.earwitness.inference.fixture.FixtureSegments.LOUD;
import static org.earwitness.inference.fixture.FixtureSegments.segment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.fixture.FixtureGraphs;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.OnnxModelWriter;
import org.earwitness.inference.session.Deadline;
import org.earwitness.inference.session.ExecutionProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineDeadlineTest {
    private static final FixtureOptions SLOW = FixtureOptions.USUAL.withProducts(200);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void callsThatPassTheirDeadlineSayWhetherTheyRanOrWaited() throws Exception {
        try (InferenceEngine engine = open(SLOW, 60, false)) {
            List<CompletableFuture<String>> outcomes = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                outcomes.add(CompletableFuture.supplyAsync(() -> outcome(engine)));
            }
            List<String> messages = new ArrayList<>();
            for (CompletableFuture<String> outcome : outcomes) {
                messages.add(outcome.get(60, TimeUnit.SECONDS));
            }

            assertThat(messages)
                    .allMatch(message -> message.contains("60 ms") && message.contains("of 1 slots busy"))
                    .anyMatch(
                            message -> message.startsWith("encode.onnx was still running after 60 ms and was ended: "));
            assertThat(failures("deadline")).isEqualTo(3);
        }
    }

    @Test
    void afterADeadlineTheNextCallIsAnswered() {
        try (InferenceEngine engine = open(SLOW, 60, false)) {
            assertThat(outcome(engine)).contains("was ended");

            Localization event = engine.localize(new FeatureWindow(Collections.nCopies(10, Optional.empty())));

            assertThat(event.background()).isTrue();
        }
    }

    @Test
    void gatheredCallsKeepTheirDeadlineToo() {
        try (InferenceEngine engine = open(SLOW, 60, true)) {
            assertThatThrownBy(() -> engine.encode(segment(Color.RED, LOUD)))
                    .isInstanceOfSatisfying(
                            InferenceUnavailable.class,
                            e -> assertThat(e.isDeadline()).isTrue())
                    .hasMessageContaining("a batch of 1");
        }
    }

    @Test
    void closingTheEngineWaitsForTheCallThatRuns() throws Exception {
        InferenceEngine engine = open(SLOW, 60_000, false);
        CompletableFuture<Features> running =
                CompletableFuture.supplyAsync(() -> engine.encode(segment(Color.RED, LOUD)));
        Deadline patience = Deadline.in(10_000);
        while (meters.get("earwitness.inference.calls").gauge().value() < 1) {
            assertThat(patience.hasPassed()).as("no call began").isFalse();
            Thread.onSpinWait();
        }

        engine.close();

        assertThat(running.get(10, TimeUnit.SECONDS).size()).isEqualTo(2 * 54);
    }

    @Test
    void aPackWhoseGraphsGiveNoNumbersIsRefusedWhenItIsOpened() {
        FixtureGraphs graphs = new FixtureGraphs(FixtureOptions.USUAL);
        FixturePack.writeTo(folder, FixtureOptions.USUAL, graphs.encode(), nowhereNumbers());

        assertThatThrownBy(() -> OnnxInferenceEngine.open(folder, InferenceConfig.DEFAULTS, meters))
                .isInstanceOf(PackRefused.class)
                .hasMessageContainingAll("do not run on silence", "NaN in 'probabilities' at 0");
    }

    private static String outcome(InferenceEngine engine) {
        try {
            return "answered " + engine.encode(segment(Color.RED, LOUD));
        } catch (InferenceUnavailable e) {
            return String.valueOf(e.getMessage());
        }
    }

    private double failures(String kind) {
        return meters.counter("earwitness.inference.failures", "kind", kind).count();
    }

    private InferenceEngine open(FixtureOptions options, long deadlineMillis, boolean gathers) {
        InferenceConfig config = new InferenceConfig(
                InferenceConfig.Provider.CPU, 0, 1, 2, List.of(), 2, deadlineMillis, false, Optional.empty());
        return OnnxInferenceEngine.open(
                FixturePack.writeTo(folder, options),
                config,
                ExecutionProvider.choose(config),
                Optional.of(gathers),
                meters);
    }

    /** A localize graph of the right border that divides nothing by nothing. */
    private static OnnxModelWriter nowhereNumbers() {
        OnnxModelWriter graph = new OnnxModelWriter("localize")
                .metadata("earwitness.window", "10")
                .metadata("earwitness.look_ahead", "0")
                .metadata("earwitness.architecture", FixturePack.ARCHITECTURE)
                .metadata("earwitness.pack_version", FixturePack.VERSION)
                .input("attended", OnnxModelWriter.Type.FLOAT32, -1, 10, 3)
                .input("audio", OnnxModelWriter.Type.FLOAT32, -1, 10, 2)
                .input("visual_mask", OnnxModelWriter.Type.FLOAT32, -1, 10)
                .input("audio_mask", OnnxModelWriter.Type.FLOAT32, -1, 10);
        graph.floats("ones", new long[] {10, 4}, new float[40]);
        graph.node("MatMul", "zeros", new String[] {"visual_mask", "ones"});
        graph.node("Div", "probabilities", new String[] {"zeros", "zeros"});
        graph.node("Identity", "heard", new String[] {"probabilities"});
        graph.node("Identity", "seen", new String[] {"probabilities"});
        graph.node("ReduceMax", "relevance", new String[] {"zeros"}, "axes", new long[] {1}, "keepdims", 0L);
        for (String output : List.of("probabilities", "heard", "seen")) {
            graph.output(output, OnnxModelWriter.Type.FLOAT32, -1, 4);
        }
        return graph.output("relevance", OnnxModelWriter.Type.FLOAT32, -1);
    }
}
