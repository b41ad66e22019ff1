package org.earwitness.streaming.localize;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.inference.ModelPack;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.localize.ShadowMeters.Verdict;

/**
 * Compares what two packs say of the same targets, for the meters only. Packs with another look-ahead answer at another time, so
 * the first answer waits here, for {@value #MOST_WAITING} targets of a stream at most; a restart forgets it. One task, one thread.
 */
final class Agreement {
    /** Longer than any window. */
    private static final int MOST_WAITING = 64;

    private final ShadowMeters meters;
    private final Map<String, Waiting> streams = new HashMap<>();

    /** What waits of one stream, by index. */
    private static final class Waiting {
        private final TreeMap<Long, Said> active = new TreeMap<>();
        private final TreeMap<Long, Said> shadow = new TreeMap<>();
        private long epoch;
    }

    /** What is compared of an event. */
    private record Said(PackReference pack, boolean scored, boolean background, String label, float score) {
        static Said of(SegmentEvent event) {
            return new Said(
                    event.getModel(),
                    event.getState() == EventState.SCORED,
                    event.getBackground(),
                    event.getLabel(),
                    event.getScore());
        }
    }

    Agreement(ShadowMeters meters) {
        this.meters = meters;
    }

    /** The active pack has answered, beside that shadow. */
    void answered(SegmentEvent event, ModelPack shadow) {
        Waiting waiting = of(event);
        Optional.ofNullable(waiting.shadow.remove(event.getIndex()))
                .filter(other -> other.pack().getDigest().equals(shadow.digest()))
                .ifPresentOrElse(other -> compare(Said.of(event), other), () -> keep(waiting.active, event));
        forget(event.getStream(), waiting);
    }

    /** The shadow has answered. */
    void shadowed(SegmentEvent event) {
        Waiting waiting = of(event);
        Optional.ofNullable(waiting.active.remove(event.getIndex()))
                .ifPresentOrElse(other -> compare(other, Said.of(event)), () -> keep(waiting.shadow, event));
        forget(event.getStream(), waiting);
    }

    private Waiting of(SegmentEvent event) {
        Waiting waiting = streams.computeIfAbsent(event.getStream(), stream -> new Waiting());
        if (waiting.epoch != event.getEpoch()) {
            waiting.active.clear();
            waiting.shadow.clear();
            waiting.epoch = event.getEpoch();
        }
        return waiting;
    }

    private void forget(String stream, Waiting waiting) {
        if (waiting.active.isEmpty() && waiting.shadow.isEmpty()) {
            streams.remove(stream);
        }
    }

    private static void keep(Map<Long, Said> waiting, SegmentEvent event) {
        waiting.put(event.getIndex(), Said.of(event));
        Iterator<Long> oldest = waiting.keySet().iterator();
        while (waiting.size() > MOST_WAITING) {
            oldest.next();
            oldest.remove();
        }
    }

    private void compare(Said active, Said shadow) {
        String pack = shadow.pack().getName() + " " + shadow.pack().getVersion();
        Verdict verdict = verdict(active, shadow);
        meters.compared(pack, verdict);
        if (verdict != Verdict.UNSCORED) {
            meters.differs(pack, Math.abs(active.score() - shadow.score()));
        }
    }

    private static Verdict verdict(Said active, Said shadow) {
        if (!active.scored() || !shadow.scored()) {
            return Verdict.UNSCORED;
        }
        if (active.background()) {
            return shadow.background() ? Verdict.BOTH_BACKGROUND : Verdict.ONLY_SHADOW;
        }
        if (shadow.background()) {
            return Verdict.ONLY_ACTIVE;
        }
        return active.label().equals(shadow.label()) ? Verdict.SAME_LABEL : Verdict.OTHER_LABEL;
    }
}
