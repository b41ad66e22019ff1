package org.earwitness.inference.localize;

import org.earwitness.inference.PackManifest;

/**
 * Which label a localization reports (models.md section 6.4). Works on rounded values, so that two machines whose last bits
 * differ decide the same.
 */
public final class Decision {
    private final PackManifest.Decision rule;
    private final PackManifest.Thresholds thresholds;
    private final int background;

    public Decision(PackManifest manifest) {
        rule = manifest.decision();
        thresholds = manifest.thresholds();
        background = manifest.background();
    }

    /**
     * Decides.
     *
     * @param probabilities rounded, one a label, background last
     * @param relevance rounded
     * @return index of the label
     */
    public int label(float[] probabilities, float relevance) {
        int winner = rule == PackManifest.Decision.RELEVANCE
                ? byRelevance(probabilities, relevance)
                : largest(probabilities, probabilities[background]);
        // The threshold is a decimal number of the manifest; as a float it equals a probability that was rounded to it.
        boolean reached = probabilities[winner] >= (float) thresholds.event();
        return winner == background || reached ? winner : background;
    }

    private int byRelevance(float[] probabilities, float relevance) {
        if (relevance <= (float) thresholds.relevance()) {
            return background;
        }
        // What is left of background's probability once "no event" is taken out, to be compared with the labels'.
        return largest(probabilities, probabilities[background] - (1 - relevance));
    }

    /** Index of the largest, the first among equals, with background's value replaced. */
    private int largest(float[] probabilities, float backgroundValue) {
        int winner = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < probabilities.length; i++) {
            float value = i == background ? backgroundValue : probabilities[i];
            if (value > most) {
                most = value;
                winner = i;
            }
        }
        return winner;
    }
}
