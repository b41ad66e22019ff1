package org.earwitness.ingest.clip;

import java.util.ArrayDeque;
import java.util.Deque;

/** Which stretches of a source's time line were kept lately. One thread. */
final class Coverage {
    private static final int MOST = 16;

    private final Deque<Stretch> stretches = new ArrayDeque<>();

    /** What was kept without a break, microseconds on the time line, the end exclusive. */
    private record Stretch(long fromMicros, long toMicros, boolean open) {}

    /** Media from here on is kept. */
    void begin(long mediaMicros) {
        stretches.addLast(new Stretch(mediaMicros, mediaMicros, true));
        if (stretches.size() > MOST) {
            stretches.removeFirst();
        }
    }

    /** It is kept up to here. */
    void reached(long mediaMicros) {
        if (isOpen() && mediaMicros > stretches.getLast().toMicros()) {
            Stretch last = stretches.removeLast();
            stretches.addLast(new Stretch(last.fromMicros(), mediaMicros, true));
        }
    }

    /** What follows is not kept. */
    void end() {
        if (isOpen()) {
            Stretch last = stretches.removeLast();
            stretches.addLast(new Stretch(last.fromMicros(), last.toMicros(), false));
        }
    }

    boolean isOpen() {
        return !stretches.isEmpty() && stretches.getLast().open();
    }

    /** Whether any of this was kept. */
    boolean touches(long fromMicros, long toMicros) {
        return stretches.stream()
                .anyMatch(stretch -> stretch.fromMicros() < toMicros && stretch.toMicros() >= fromMicros);
    }
}
