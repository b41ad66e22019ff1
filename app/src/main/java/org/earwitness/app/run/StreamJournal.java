package org.earwitness.app.run;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentEvent;

/**
 * Gathers the events and intervals of one stream as they come in and gives its report. One thread at a time.
 *
 * <p>It grows by about a quarter of a kilobyte a second of media; of an interval only the newest revision is kept.
 */
final class StreamJournal {
    private static final Comparator<IntervalLine> BY_START =
            Comparator.comparingLong(IntervalLine::firstSegment).thenComparing(IntervalLine::label);

    private final String stream;
    private final TreeMap<Long, SegmentLine> segments = new TreeMap<>();
    private final Map<String, EventInterval> intervals = new HashMap<>();
    private Optional<String> pack = Optional.empty();
    private long endMicros;
    private long refused;

    StreamJournal(String stream) {
        this.stream = stream;
    }

    /** Notes an event; the same segment again replaces what was said first. */
    void note(SegmentEvent event) {
        String label = event.getBackground() ? SegmentLine.BACKGROUND : event.getLabel();
        segments.put(
                event.getIndex(),
                new SegmentLine(
                        event.getIndex(),
                        event.getStartMicros(),
                        label,
                        event.getScore(),
                        floats(event.getAttention())));
        endMicros = Math.max(endMicros, event.getStartMicros() + event.getDurationMicros());
        pack = Optional.of(event.getModel().getName() + " " + event.getModel().getVersion());
    }

    /** Notes a revision of an interval; an older one than is known changes nothing. */
    void note(EventInterval interval) {
        intervals.merge(
                interval.getId(),
                interval,
                (known, other) -> other.getRevision() > known.getRevision() ? other : known);
    }

    /** Notes that a segment was refused. */
    void noteRefused() {
        refused++;
    }

    /** How many segments have their event. */
    int events() {
        return segments.size();
    }

    /** Everything noted so far. */
    StreamReport report() {
        List<IntervalLine> lines = intervals.values().stream()
                .map(StreamJournal::line)
                .sorted(BY_START)
                .toList();
        return new StreamReport(stream, pack, List.copyOf(segments.values()), lines, endMicros, refused);
    }

    private static IntervalLine line(EventInterval interval) {
        return new IntervalLine(
                interval.getLabel(),
                interval.getFirstIndex(),
                interval.getStartMicros(),
                interval.getEndMicros(),
                interval.getPeakScore(),
                interval.getPeakIndex(),
                floats(interval.getPeakAttention()),
                interval.getState() == IntervalState.CLOSED);
    }

    private static float[] floats(List<Float> values) {
        float[] copy = new float[values.size()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values.get(i);
        }
        return copy;
    }
}
