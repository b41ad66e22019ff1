package org.earwitness.app.run;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which colour a label has in pictures and on pages: the same label of the same pack always the same one, background a quiet
 * grey. Immutable; any thread.
 */
public final class LabelColours {
    /** Colour of background, {@code #rrggbb}. */
    public static final String BACKGROUND = "#9aa3ad";

    /** Told apart by people with the usual colour blindness as well, on white and on black. */
    private static final List<String> PALETTE = List.of(
            "#2f7ed8", "#e8590c", "#0ca678", "#ae3ec9", "#e03131", "#b08900", "#1098ad", "#d6336c", "#5c7cfa",
            "#74b816", "#a0522d", "#7048e8", "#0b7285", "#f06595", "#4c6ef5", "#f08c00");

    private final TreeMap<String, String> colours = new TreeMap<>();

    /** Colours for the labels of a pack; their alphabetical order decides, so that another order of training does not. */
    public LabelColours(Iterable<String> labels) {
        TreeSet<String> sorted = new TreeSet<>();
        labels.forEach(sorted::add);
        int next = 0;
        for (String label : sorted) {
            colours.put(label, PALETTE.get(next++ % PALETTE.size()));
        }
        colours.put(SegmentLine.BACKGROUND, BACKGROUND);
    }

    /** The colour of a label as {@code #rrggbb}; one that the pack does not know gets one by its name. */
    public String of(String label) {
        return Optional.ofNullable(colours.get(label))
                .orElseGet(() -> PALETTE.get(Math.floorMod(label.hashCode(), PALETTE.size())));
    }
}
