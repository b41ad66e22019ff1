package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.earwitness.schemas.SegmentKind;

/**
 * Which events must come of the segments in the log, in order. Said once more and apart from the topology, so that a mistake
 * there does not become the measure of itself: of a stream counts what is newer than everything that counted before; a marker
 * stands before the segment of its index; what was refused has never been.
 */
final class DueEvents {
    private final Map<String, List<Due>> byStream = new HashMap<>();

    /**
     * An event that must come.
     *
     * @param second which second it is about
     * @param segment where the segment lies
     * @param gapBefore how many segments are missing right before it
     * @param discontinuity whether its epoch follows another and it is the first of it
     */
    record Due(Second second, Place segment, long gapBefore, boolean discontinuity) {}

    private DueEvents() {}

    static DueEvents of(Evidence evidence) {
        DueEvents due = new DueEvents();
        Map<String, Course> courses = new HashMap<>();
        Set<Place> refused = evidence.refused();
        for (LoggedSegment segment : evidence.segments()) {
            if (segment.content().isEmpty() || refused.contains(segment.place())) {
                continue;
            }
            LoggedSegment.Content content = segment.content().orElseThrow();
            String stream = content.second().stream();
            courses.computeIfAbsent(stream, any -> new Course())
                    .take(segment.place(), content)
                    .ifPresent(event -> due.byStream
                            .computeIfAbsent(stream, any -> new ArrayList<>())
                            .add(event));
        }
        return due;
    }

    /** The streams and what must come of each, in order. */
    Map<String, List<Due>> byStream() {
        return byStream;
    }

    /** How far one stream has come in the log. */
    private static final class Course {
        private static final int NO_MARKER = 0;
        private static final int STALLED = 1;
        private static final int ENDED = 2;

        private long epoch = -1;
        private long next;
        private long expected;
        private int marker;
        private boolean follows;

        Optional<Due> take(Place place, LoggedSegment.Content content) {
            Second second = content.second();
            if (second.epoch() < epoch) {
                return Optional.empty();
            }
            if (second.epoch() > epoch) {
                follows = epoch >= 0;
                epoch = second.epoch();
                next = second.index();
                expected = next;
                marker = NO_MARKER;
            }
            if (second.index() < next) {
                return Optional.empty();
            }
            if (content.kind() != SegmentKind.MEDIA) {
                mark(second.index(), content.kind() == SegmentKind.ENDED ? ENDED : STALLED);
                return Optional.empty();
            }
            Due due = new Due(second, place, second.index() - expected, follows);
            next = second.index() + 1;
            expected = next;
            marker = NO_MARKER;
            follows = false;
            return Optional.of(due);
        }

        private void mark(long index, int kind) {
            if (index > next || kind > marker) {
                next = index;
                marker = kind;
            }
        }
    }
}
