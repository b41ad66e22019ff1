package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.earwitness.inference.fixture.FixtureSegments.LOUD;
import static org.earwitness.inference.fixture.FixtureSegments.segment;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.earwitness.inference.fixture.FixtureWindows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pack that ships holds and runs; how good it is stands on its card. */
class StarterPackTest {
    private final Path pack =
            Path.of(System.getProperty("earwitness.root", "..")).resolve("models/starter");

    @BeforeEach
    void requirePack() {
        assumeThat(Files.isRegularFile(pack.resolve("pack.yaml")))
                .as("models/starter is not there: this test is skipped")
                .isTrue();
    }

    @Test
    void thePackHolds() {
        assertThat(PackVerification.of(pack).differences()).isEmpty();
    }

    @Test
    void thePackLocalizesASegment() {
        try (InferenceEngine engine =
                OnnxInferenceEngine.open(pack, InferenceConfig.DEFAULTS, new SimpleMeterRegistry())) {
            SegmentInput grey = segment(Color.GRAY, LOUD);
            Localization event = engine.localize(FixtureWindows.window(engine, grey, grey));

            assertThat(event.probabilities()).hasSameSizeAs(engine.pack().labels());
            assertThat(event.probabilities().stream()
                            .mapToDouble(Float::doubleValue)
                            .sum())
                    .isCloseTo(1, Offset.offset(0.002));
            assertThat(event.attention().stream()
                            .mapToDouble(Float::doubleValue)
                            .sum())
                    .isCloseTo(1, Offset.offset(0.01));
            assertThat(engine.encode(grey).size()).isLessThanOrEqualTo(3 * 1024 + 200);
        }
    }

    @Test
    void anEngineSaysHowManyThreadsKeepItBusy() {
        InferenceConfig three = new InferenceConfig(
                InferenceConfig.Provider.CPU, 0, 3, 8, List.of(), 2, 5_000, false, Optional.empty());
        try (InferenceEngine direct = OnnxInferenceEngine.open(pack, three, new SimpleMeterRegistry());
                InferenceEngine gathered = OnnxInferenceEngine.openGathered(pack, three, new SimpleMeterRegistry())) {
            assertThat(direct.callers()).as("a call of its own each").isEqualTo(3);
            assertThat(gathered.callers()).as("one batch runs, one gathers").isEqualTo(16);
        }
    }
}
