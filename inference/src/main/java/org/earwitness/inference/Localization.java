package org.earwitness.inference;

import java.util.List;
import java.util.Optional;

/**
 * What a pack says about the target of a window. All floats are rounded to 1e-4.
 *
 * @param label index of the decided label in the pack's labels, 0-based
 * @param score probability of that label
 * @param background whether the label is the pack's background
 * @param relevance how sure the pack is that there is an event at all, 0 to 1
 * @param probabilities one a label of the pack, background last, sum 1
 * @param attention 49 values, row by row of the 7x7 map: sums to 1, or all zero without a picture
 * @param heard what the sound alone suggests, one a label, where the pack has it
 * @param seen what the picture alone suggests, one a label, where the pack has it
 */
public record Localization(
        int label,
        float score,
        boolean background,
        float relevance,
        List<Float> probabilities,
        List<Float> attention,
        Optional<List<Float>> heard,
        Optional<List<Float>> seen) {

    public Localization {
        probabilities = List.copyOf(probabilities);
        attention = List.copyOf(attention);
        heard = heard.map(List::copyOf);
        seen = seen.map(List::copyOf);
    }
}
