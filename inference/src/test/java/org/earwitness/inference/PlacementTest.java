package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
    private static final String CUDA = "CUDAExecutionProvider";
    private static final String CPU = "CPUExecutionProvider";

    @TempDir
    Path folder;

    @Test
    void aFewShapesOnTheCpuAreNoFallBack() {
        Placement placement = placement(Map.of(CUDA, new Placement.Share(80, 0.7), CPU, new Placement.Share(40, 0.3)));

        assertThat(placement.complaint()).isEmpty();
    }

    @Test
    void aGraphWhoseTimeIsSpentElsewhereIsComplainedOfByName() {
        Placement placement = placement(Map.of(CUDA, new Placement.Share(100, 0.1), CPU, new Placement.Share(20, 0.9)));

        assertThat(placement.complaint())
                .contains("encode.onnx: 20 of 120 nodes, 90 % of the time, did not run on CUDAExecutionProvider");
    }

    @Test
    void aGraphOfWhichNothingIsWhereItShouldBeIsComplainedOf() {
        assertThat(placement(Map.of(CPU, new Placement.Share(120, 1))).complaint())
                .contains("encode.onnx: 120 of 120 nodes, 100 % of the time, did not run on CUDAExecutionProvider");
    }

    @Test
    void whatWasNotMeasuredIsNotComplainedOf() {
        assertThat(placement(Map.of()).complaint()).isEmpty();
    }

    @Test
    void theEngineMeasuresWhereItsNodesRunWhenItIsOpened() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (InferenceEngine engine =
                OnnxInferenceEngine.open(FixturePack.writeTo(folder), InferenceConfig.DEFAULTS, meters)) {
            String pack = engine.pack().inWords();
            assertThat(engine.placements())
                    .extracting(Placement::graph)
                    .containsExactly("encode.onnx", "localize.onnx");
            assertThat(engine.placements()).allSatisfy(placement -> {
                assertThat(placement.shares()).containsOnlyKeys(CPU);
                assertThat(placement.nodes()).isGreaterThan(5);
                assertThat(placement.complaint()).isEmpty();
            });
            assertThat(meters.get("earwitness.inference.nodes")
                            .tags("pack", pack, "graph", "encode.onnx", "provider", CPU)
                            .gauge()
                            .value())
                    .isGreaterThan(5);
            assertThat(meters.get("earwitness.inference.nodes.time")
                            .tags("pack", pack, "graph", "localize.onnx", "provider", CPU)
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void anEngineThatIsClosedTakesItsGaugesAlongAndLeavesThoseOfOthers() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Path first = FixturePack.writeTo(folder.resolve("first"));
        // The same name and version, as when somebody forgets to count on.
        Path second = FixturePack.writeTo(folder.resolve("second"), 1);
        try (InferenceEngine stays = OnnxInferenceEngine.open(first, InferenceConfig.DEFAULTS, meters)) {
            try (InferenceEngine goes = OnnxInferenceEngine.open(second, InferenceConfig.DEFAULTS, meters)) {
                assertThat(packsOf("earwitness.inference.calls", meters))
                        .containsExactlyInAnyOrder(
                                stays.pack().inWords(), goes.pack().inWords());
            }
            for (String gauge : List.of(
                    "earwitness.inference.calls", "earwitness.inference.nodes", "earwitness.inference.nodes.time")) {
                assertThat(packsOf(gauge, meters))
                        .as(gauge)
                        .containsExactly(stays.pack().inWords());
            }
        }
        assertThat(packsOf("earwitness.inference.calls", meters)).isEmpty();
    }

    private static Set<String> packsOf(String gauge, SimpleMeterRegistry meters) {
        return meters.find(gauge).gauges().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("pack")))
                .collect(Collectors.toSet());
    }

    private static Placement placement(Map<String, Placement.Share> shares) {
        return new Placement("encode.onnx", CUDA, shares);
    }
}
