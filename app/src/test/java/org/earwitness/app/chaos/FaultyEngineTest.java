package org.earwitness.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is steered by a file. */
final class FaultyEngineTest {
    private static final SegmentInput SEGMENT = new SegmentInput(List.of(), ByteBuffer.allocate(0));

    @TempDir
    private Path folder = Path.of("");

    /** Counts its calls and is good for nothing else. */
    private static final class Counting implements InferenceEngine {
        private int calls;

        @Override
        public ModelPack pack() {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public Features encode(SegmentInput input) {
            calls++;
            throw InferenceUnavailable.failure("reached");
        }

        @Override
        public Localization localize(FeatureWindow window) {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public void close() {}
    }

    @Test
    void itFailsWhileTheFileSaysSoAndIsSoundAfterwards() {
        Path file = folder.resolve("fault");
        Counting counting = new Counting();
        try (FaultyEngine engine = new FaultyEngine(counting, () -> EngineFault.readFrom(file))) {
            EngineFault.FAILING.writeTo(file);
            assertThatThrownBy(() -> engine.encode(SEGMENT)).hasMessage(FaultyEngine.PLANTED);
            assertThat(counting.calls).isZero();

            EngineFault.NONE.writeTo(file);
            assertThatThrownBy(() -> engine.encode(SEGMENT)).hasMessage("reached");
        }
    }

    @Test
    void aSlowCallTakesItsTimeAndIsAnsweredAllTheSame() {
        Path file = folder.resolve("fault");
        EngineFault.slow(80).writeTo(file);
        Counting counting = new Counting();
        try (FaultyEngine engine = new FaultyEngine(counting, () -> EngineFault.readFrom(file))) {
            long begin = System.nanoTime();
            assertThatThrownBy(() -> engine.encode(SEGMENT)).hasMessage("reached");

            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(80_000_000L);
        }
    }

    @Test
    void nothingIsWrongWithoutAFile() {
        assertThat(EngineFault.readFrom(folder.resolve("none"))).isEqualTo(EngineFault.NONE);
    }
}
