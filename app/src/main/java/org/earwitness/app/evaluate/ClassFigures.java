package org.earwitness.app.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * How right one class was decided.
 *
 * @param seconds its true seconds that were decided, as it or as anything else
 * @param recall share of them that were decided as it
 * @param precision share of the seconds decided as it that are it
 * @param events its events
 */
record ClassFigures(long seconds, Share recall, Share precision, EventCounts events) {
    static final ClassFigures NOTHING = new ClassFigures(0, Share.NOTHING, Share.NOTHING, EventCounts.NOTHING);

    /** Figures of one class over clips. */
    static ClassFigures of(String label, List<ScoredClip> clips, String background) {
        return clips.stream().map(clip -> of(label, clip, background)).reduce(NOTHING, ClassFigures::plus);
    }

    private static ClassFigures of(String label, ScoredClip clip, String background) {
        long there = 0;
        long decided = 0;
        long right = 0;
        for (int second = 0; second < clip.labels().size(); second++) {
            Optional<String> decision = clip.decisions().get(second);
            boolean is = decision.isPresent() && clip.labels().get(second).equals(label);
            boolean said = decision.filter(label::equals).isPresent();
            there += is ? 1 : 0;
            decided += said ? 1 : 0;
            right += is && said ? 1 : 0;
        }
        return new ClassFigures(
                there, new Share(right, there), new Share(right, decided), EventCounts.of(label, clip, background));
    }

    ClassFigures plus(ClassFigures other) {
        return new ClassFigures(
                seconds + other.seconds,
                recall.plus(other.recall),
                precision.plus(other.precision),
                events.plus(other.events));
    }
}
