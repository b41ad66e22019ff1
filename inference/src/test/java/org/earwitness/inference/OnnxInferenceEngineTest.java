package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixtureOptions.Attention;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.FixtureSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxInferenceEngineTest {
    @TempDir
    Path folder;

    @Test
    void aColourThatIsSeenWhileItIsLoudIsTheEvent() {
        try (InferenceEngine engine = open(FixtureOptions.USUAL)) {
            Localization red = last(engine, FixtureSegments.segment(Color.RED, FixtureSegments.LOUD));
            Localization green = last(engine, FixtureSegments.segment(Color.GREEN, FixtureSegments.LOUD));
            Localization blue = last(engine, FixtureSegments.segment(Color.BLUE, FixtureSegments.LOUD));

            assertThat(List.of(red.label(), green.label(), blue.label()))
                    .containsExactly(FixturePack.RED, FixturePack.GREEN, FixturePack.BLUE);
            assertThat(List.of(red.score(), green.score(), blue.score())).allMatch(score -> score > 0.99f);
            assertThat(red.background()).isFalse();
        }
    }

    @Test
    void whatIsOnlySeenOrOnlyHeardIsBackground() {
        try (InferenceEngine engine = open(FixtureOptions.USUAL)) {
            Localization silent = last(engine, FixtureSegments.segment(Color.RED, 0));
            Localization grey = last(engine, FixtureSegments.segment(Color.GRAY, FixtureSegments.LOUD));

            assertThat(List.of(silent, grey)).allMatch(Localization::background);
            assertThat(List.of(silent.score(), grey.score())).allMatch(score -> score > 0.95f);
            assertThat(silent.seen().orElseThrow().get(FixturePack.RED)).isGreaterThan(0.99f);
        }
    }

    @Test
    void theAttentionOfTheTargetSumsToOneAndIsZeroWithoutAPicture() {
        for (Attention attention : Attention.values()) {
            try (InferenceEngine engine = open(FixtureOptions.USUAL.withAttention(attention))) {
                Localization seen = last(engine, FixtureSegments.segment(Color.RED, FixtureSegments.LOUD));
                Localization unseen = last(engine, FixtureSegments.pictureless(FixtureSegments.LOUD));

                assertThat(sum(seen.attention())).isCloseTo(1, within(0.005));
                assertThat(unseen.attention()).hasSize(49).allMatch(value -> value == 0f);
                assertThat(unseen.background()).isTrue();
            }
        }
    }

    private InferenceEngine open(FixtureOptions options) {
        Path pack = FixturePack.writeTo(folder.resolve(options.attention() + "-" + options.storage()), options);
        return OnnxInferenceEngine.open(pack, InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
    }

    /** Localizes a segment with nothing before it. */
    private static Localization last(InferenceEngine engine, SegmentInput input) {
        List<Optional<Position>> positions =
                new ArrayList<>(Collections.nCopies(engine.pack().window() - 1, Optional.empty()));
        positions.add(Optional.of(new Position(engine.encode(input), input.hasPicture(), input.hasSound())));
        return engine.localize(new FeatureWindow(positions));
    }

    private static double sum(List<Float> values) {
        return values.stream().mapToDouble(Float::doubleValue).sum();
    }
}
