package org.earwitness.app.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How right clips were decided. An event counts only with the right class; seconds that nobody decided are counted apart and
 * are in no share of seconds.
 *
 * @param clips how many clips
 * @param seconds seconds that were decided
 * @param unscored seconds that nobody decided
 * @param accuracy share of seconds with the right label, background included
 * @param backgroundAccuracy share of the background's seconds that were decided as background
 * @param events all event classes together: recall, precision and events
 * @param classes each event class, in the pack's order
 */
record Figures(
        int clips,
        long seconds,
        long unscored,
        Share accuracy,
        Share backgroundAccuracy,
        ClassFigures events,
        Map<String, ClassFigures> classes) {
    Figures {
        classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    }

    /**
     * Measures clips.
     *
     * @param labels labels of the pack
     * @param background the one of them that stands for no event
     */
    static Figures of(List<ScoredClip> clips, List<String> labels, String background) {
        Map<String, ClassFigures> classes = new LinkedHashMap<>();
        labels.stream()
                .filter(label -> !label.equals(background))
                .forEach(label -> classes.put(label, ClassFigures.of(label, clips, background)));
        ClassFigures events = classes.values().stream().reduce(ClassFigures.NOTHING, ClassFigures::plus);
        ClassFigures quiet = ClassFigures.of(background, clips, background);
        long unscored = clips.stream().mapToLong(ScoredClip::unscored).sum();
        return new Figures(
                clips.size(),
                events.seconds() + quiet.seconds(),
                unscored,
                events.recall().plus(quiet.recall()),
                quiet.recall(),
                events,
                classes);
    }

    /** Harmonic mean of recall and precision over the seconds of all event classes together. */
    Share segmentF1() {
        return Share.f1(
                events.recall().hits(),
                events.precision().among(),
                events.recall().among());
    }
}
