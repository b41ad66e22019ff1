package org.earwitness.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.earwitness.app.metrics.Health;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;
import org.junit.jupiter.api.Test;

class PlacementReportTest {
    private static final ModelPack PACK = new ModelPack(
            "starter", "1.0.0", "d".repeat(64), "e".repeat(64), "cmran", List.of("bark", "background"), 1, 10, 0);

    @Test
    void aPackThatRunsWhereItShouldIsReady() {
        assertThat(PlacementReport.ready(Map.of(PACK, List.of(placement("encode.onnx", 0.9)))))
                .isEqualTo(Health.Condition.yes());
    }

    @Test
    void aPackThatFellBackIsReadyAndNamed() {
        assertThat(PlacementReport.ready(
                        Map.of(PACK, List.of(placement("encode.onnx", 0.2), placement("localize.onnx", 0.9)))))
                .isEqualTo(new Health.Condition(
                        true,
                        "degraded: pack starter 1.0.0 (dddddddddddd) is slow, encode.onnx: 5 of 15 nodes, 80 % of the time, did not run"
                                + " on CUDAExecutionProvider"));
    }

    private static Placement placement(String graph, double share) {
        return new Placement(
                graph,
                "CUDAExecutionProvider",
                Map.of(
                        "CUDAExecutionProvider",
                        new Placement.Share(10, share),
                        "CPUExecutionProvider",
                        new Placement.Share(5, 1 - share)));
    }
}
