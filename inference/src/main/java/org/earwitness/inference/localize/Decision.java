package org.earwitness.inference.localize;

import java.util.List;
import org.earwitness.inference.PackManifest;

/**
 * Which label a localization reports (models.md section 6.4). Works on rounded values, so that two machines whose last bits
 * differ decide the same.
 */
public final class Decision {
    private final PackManifest.Decision rule;
    private final float relevant;
    private final float[] least;
    private final int background;

    public Decision(PackManifest manifest) {
        rule = manifest.decision();
        background = manifest.background();
        // Thresholds are decimal numbers of the manifest; as floats they equal a value that was rounded to them.
        relevant = (float) manifest.thresholds().relevance();
        List<String> labels = manifest.labels();
        least = new float[labels.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = (float) manifest.thresholds().least(labels.get(i));
        }
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
        return winner == background || probabilities[winner] >= least[winner] ? winner : background;
    }

    private int byRelevance(float[] probabilities, float relevance) {
        if (relevance <= relevant) {
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
