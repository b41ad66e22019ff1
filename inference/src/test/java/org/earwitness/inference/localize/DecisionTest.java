package org.earwitness.inference.localize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackManifest.Audio;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.Outputs;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.PackManifest.StoredFeatures;
import org.earwitness.inference.PackManifest.Thresholds;
import org.earwitness.inference.PackManifest.Visual;
import org.earwitness.inference.TensorType;
import org.junit.jupiter.api.Test;

class DecisionTest {

    @Test
    void argmaxTakesTheMostProbableLabel() {
        assertThat(argmax(0).label(of(0.2f, 0.5f, 0.3f), 0.7f)).isEqualTo(1);
        assertThat(argmax(0).label(of(0.2f, 0.3f, 0.5f), 0.5f)).isEqualTo(2);
    }

    @Test
    void amongEqualsTheFirstIsTaken() {
        assertThat(argmax(0).label(of(0.4f, 0.4f, 0.2f), 0.8f)).isZero();
        assertThat(argmax(0).label(of(0.2f, 0.4f, 0.4f), 0.6f)).isEqualTo(1);
    }

    @Test
    void aLabelBelowTheEventThresholdIsBackgroundAndOneThatReachesItIsNot() {
        assertThat(argmax(0.6).label(of(0.5999f, 0.1f, 0.3001f), 0.7f)).isEqualTo(2);
        assertThat(argmax(0.6).label(of(0.6f, 0.1f, 0.3f), 0.7f)).isZero();
    }

    @Test
    void relevanceDecidesFirstAndMustBeAboveItsThreshold() {
        // Background has the largest share only because of "no event", which relevance has already ruled out.
        assertThat(relevance(0).label(of(0.3f, 0.29f, 0.41f), 0.59f)).isZero();
        assertThat(relevance(0).label(of(0.3f, 0.2f, 0.5f), 0.5f)).isEqualTo(2);
        assertThat(relevance(0).label(of(0.3f, 0.2f, 0.5f), 0.5001f)).isZero();
    }

    @Test
    void aRelevantSegmentMayStillBeBackgroundOfItsOwn() {
        // s softmax(u)_bg = 0.9 - (1 - 0.8) = 0.7 is more than any label (models.md section 6.4, weak network).
        assertThat(relevance(0).label(of(0.06f, 0.04f, 0.9f), 0.8f)).isEqualTo(2);
    }

    @Test
    void aLabelWithALimitOfItsOwnMustReachBothLimits() {
        Decision decision = new Decision(manifest(PackManifest.Decision.ARGMAX, 0.4, Map.of("a", 0.6, "b", 0.2)));

        assertThat(decision.label(of(0.5999f, 0.1f, 0.3001f), 0.7f)).isEqualTo(2);
        assertThat(decision.label(of(0.6f, 0.1f, 0.3f), 0.7f)).isZero();
        assertThat(decision.label(of(0.3f, 0.39f, 0.31f), 0.7f)).isEqualTo(2);
        assertThat(decision.label(of(0.3f, 0.4f, 0.3f), 0.7f)).isEqualTo(1);
    }

    @Test
    void belowItsLimitTheMostProbableLabelGivesWayToBackgroundAndNotToTheNextLabel() {
        Decision decision = new Decision(manifest(PackManifest.Decision.ARGMAX, 0, Map.of("a", 0.9)));

        assertThat(decision.label(of(0.5f, 0.45f, 0.05f), 0.95f)).isEqualTo(2);
        assertThat(decision.label(of(0.45f, 0.5f, 0.05f), 0.95f)).isEqualTo(1);
    }

    @Test
    void limitsOfLabelsHoldAfterRelevanceToo() {
        Decision decision = new Decision(manifest(PackManifest.Decision.RELEVANCE, 0, Map.of("a", 0.55)));

        assertThat(decision.label(of(0.5f, 0.1f, 0.4f), 0.6f)).isEqualTo(2);
        assertThat(decision.label(of(0.55f, 0.05f, 0.4f), 0.6f)).isZero();
    }

    @Test
    void relevanceDecidesAsTheOfficialRuleDoes() {
        // CMRAN full: s = 0.6, softmax(c) = 0.7, 0.3; weak: s = 0.8, softmax(u) = 0.3, 0.25, 0.45 (background).
        assertThat(relevance(0).label(of(0.42f, 0.18f, 0.4f), 0.6f)).isZero();
        assertThat(relevance(0).label(of(0.24f, 0.2f, 0.56f), 0.8f)).isEqualTo(2);
        // s = 0.8, softmax(u) = 0.4, 0.25, 0.35: background has the largest P, but not the largest of u.
        assertThat(relevance(0).label(of(0.32f, 0.2f, 0.48f), 0.8f)).isZero();
    }

    private static Decision argmax(double eventThreshold) {
        return new Decision(manifest(PackManifest.Decision.ARGMAX, eventThreshold, Map.of()));
    }

    private static Decision relevance(double eventThreshold) {
        return new Decision(manifest(PackManifest.Decision.RELEVANCE, eventThreshold, Map.of()));
    }

    private static float[] of(float... probabilities) {
        return probabilities;
    }

    private static PackManifest manifest(
            PackManifest.Decision decision, double eventThreshold, Map<String, Double> classes) {
        return new PackManifest(
                "test",
                "1",
                "avel",
                "full",
                List.of("a", "b", "background"),
                2,
                10,
                0,
                new Visual(1, 16, 1, ""),
                new Audio(16_000, TensorType.FLOAT32, 1, ""),
                new StoredFeatures(Storage.FLOAT32, List.of(new Feature("audio", List.of(1)))),
                decision,
                new Thresholds(0.5, eventThreshold, classes),
                new Outputs(false, false),
                false,
                Map.of(),
                List.of(),
                Map.of());
    }
}
