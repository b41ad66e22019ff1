package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.junit.jupiter.api.Test;

/** What this room relies on in any engine: the fake passes the same cases as the real one. */
abstract class EngineContract {

    /** The engine under test. */
    abstract InferenceEngine engine();

    /** A segment with an event that the engine knows. */
    abstract SegmentInput event();

    /** The same, with a frame that is no picture. */
    abstract SegmentInput unreadable();

    /** The label of that event. */
    abstract String label();

    @Test
    void anEventIsItsLabelWithAnAttentionMapAndProbabilitiesThatSumToOne() {
        Localization answer = engine().localize(windowWith(new Position(engine().encode(event()), true, true)));

        assertThat(engine().pack().labels().get(answer.label())).isEqualTo(label());
        assertThat(answer.background()).isFalse();
        assertThat(answer.score()).isEqualTo(answer.probabilities().get(answer.label()));
        assertThat(answer.probabilities()).hasSameSizeAs(engine().pack().labels());
        assertThat(sum(answer.probabilities())).isCloseTo(1, Offset.offset(1e-3));
        assertThat(answer.attention()).hasSize(ModelPack.PLACES);
        assertThat(sum(answer.attention())).isCloseTo(1, Offset.offset(1e-2));
    }

    @Test
    void aTargetWithoutPictureIsBackgroundWithoutAttention() {
        Features heard = engine().encode(new SegmentInput(List.of(), event().audio()));
        Localization answer = engine().localize(windowWith(new Position(heard, false, true)));

        assertThat(answer.background()).isTrue();
        assertThat(answer.attention()).containsOnly(0f);
    }

    @Test
    void anEmptyWindowIsBackground() {
        List<Optional<Position>> holes = Collections.nCopies(engine().pack().window(), Optional.empty());

        assertThat(engine().localize(new FeatureWindow(holes)).background()).isTrue();
    }

    @Test
    void theSameSegmentGivesTheSameFeaturesAndAnswer() {
        Features once = engine().encode(event());
        Features again = engine().encode(event());

        assertThat(once).isEqualTo(again);
        assertThat(engine().localize(windowWith(new Position(once, true, true))))
                .isEqualTo(engine().localize(windowWith(new Position(again, true, true))));
    }

    @Test
    void featuresSurviveTheStore() {
        Features features = engine().encode(event());

        assertThat(Features.of(features.toBytes())).isEqualTo(features);
    }

    @Test
    void aFrameThatIsNoPictureIsTheSegmentsFault() {
        assertThatThrownBy(() -> engine().encode(unreadable())).isInstanceOf(UnreadableFrame.class);
    }

    /** A window that holds nothing but its target. */
    private FeatureWindow windowWith(Position target) {
        ModelPack pack = engine().pack();
        List<Optional<Position>> positions = new ArrayList<>(Collections.nCopies(pack.window(), Optional.empty()));
        positions.set(pack.window() - 1 - pack.lookAhead(), Optional.of(target));
        return new FeatureWindow(positions);
    }

    /** A second of sound of the right size. */
    static ByteBuffer silence() {
        return ByteBuffer.allocate(SegmentInput.AUDIO_BYTES);
    }

    private static double sum(List<Float> values) {
        return values.stream().mapToDouble(Float::doubleValue).sum();
    }
}
