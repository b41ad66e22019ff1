package org.earwitness.app.evaluate;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clips written as letters, a letter a second: a, b and c are events, {@code -} is background, {@code ?} nobody decided. */
final class Rows {
    static final String BACKGROUND = "background";
    static final List<String> LABELS = List.of("a", "b", "c", BACKGROUND);
    private static final Map<Character, String> LETTERS = Map.of('a', "a", 'b', "b", 'c', "c", '-', BACKGROUND);

    private Rows() {}

    static List<String> labels(String letters) {
        return decisions(letters).stream().map(Optional::orElseThrow).toList();
    }

    static List<Optional<String>> decisions(String letters) {
        return letters.chars()
                .mapToObj(letter -> Optional.ofNullable(LETTERS.get((char) letter)))
                .toList();
    }

    static ScoredClip clip(String name, String labels, String decisions) {
        return new ScoredClip(name, labels(labels), decisions(decisions));
    }

    static Figures figures(ScoredClip... clips) {
        return Figures.of(List.of(clips), LABELS, BACKGROUND);
    }
}
