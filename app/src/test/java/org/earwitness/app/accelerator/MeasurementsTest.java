package org.earwitness.app.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackVerification;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.FixtureSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementsTest {
    @TempDir
    Path folder;

    @Test
    void anEngineAgreesWithItselfAndNotWithOneThatAnswersDifferently() {
        Path usual = FixturePack.writeTo(folder.resolve("usual"));
        // A label whose probability does not reach its threshold is reported as background.
        Path strict =
                FixturePack.writeTo(folder.resolve("strict"), FixtureOptions.USUAL.withDecision("argmax", 0.999_99));
        List<SegmentInput> inputs =
                List.of(FixtureSegments.segment(Color.RED, 0.5), FixtureSegments.segment(Color.BLACK, 0));
        try (InferenceEngine one = open(usual);
                InferenceEngine other = open(strict)) {
            assertThat(Measurements.agreement(one, one, inputs, 32))
                    .isEqualTo(new AcceleratorFigures.Agreement(32, 1, 1, 0));
            // Red is red for the one and background for the other; black is background for both.
            AcceleratorFigures.Agreement different = Measurements.agreement(one, other, inputs, 32);
            assertThat(different.sameLabels()).isEqualTo(0.5);
            assertThat(different.sameScores()).isEqualTo(0.5);
        }
    }

    @Test
    void testSegmentsAreTheSameEveryTimeAndDifferFromEachOther() {
        Path pack = FixturePack.writeTo(folder);
        var manifest = PackVerification.of(pack).manifest().orElseThrow();

        assertThat(TestSegments.make(manifest, 3))
                .isEqualTo(TestSegments.make(manifest, 3))
                .doesNotHaveDuplicates();
    }

    private static InferenceEngine open(Path pack) {
        return OnnxInferenceEngine.open(pack, InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
    }
}
