package org.earwitness.app.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentKind;

/** A run written down record by record, for tests. Each list can be changed before the evidence is taken. */
final class Run {
    static final String STREAM = "gate";
    static final int WINDOW = 3;

    final List<LoggedSegment> segments = new ArrayList<>();
    final List<LoggedEvent> events = new ArrayList<>();
    final List<LoggedInterval> intervals = new ArrayList<>();
    final List<LoggedRejection> rejections = new ArrayList<>();

    /** A stream of so many seconds of epoch 0, each with its event. */
    static Run of(int seconds) {
        Run run = new Run();
        for (int index = 0; index < seconds; index++) {
            run.segment(0, index, SegmentKind.MEDIA);
            run.event(0, index, 0, false);
        }
        return run;
    }

    Run segment(long epoch, long index, SegmentKind kind) {
        segments.add(new LoggedSegment(
                new Place("av.segments", 0, segments.size()),
                1_000L * segments.size(),
                Optional.of(new LoggedSegment.Content(new Second(STREAM, epoch, index), kind)),
                "segment " + epoch + "/" + index));
        return this;
    }

    Run poison(String bytes) {
        segments.add(new LoggedSegment(
                new Place("av.segments", 0, segments.size()), 1_000L * segments.size(), Optional.empty(), bytes));
        return this;
    }

    Run event(long epoch, long index, long gapBefore, boolean discontinuity) {
        return event(epoch, index, gapBefore, discontinuity, Optional.empty());
    }

    Run unscored(long epoch, long index, String reason) {
        return event(epoch, index, 0, false, Optional.of(reason));
    }

    private Run event(long epoch, long index, long gapBefore, boolean discontinuity, Optional<String> unscored) {
        events.add(new LoggedEvent(
                new Place("av.events", 0, events.size()),
                new Second(STREAM, epoch, index),
                gapBefore,
                discontinuity,
                WINDOW,
                unscored,
                1_000L * index,
                "event " + epoch + "/" + index + unscored.orElse("")));
        return this;
    }

    Run interval(String id, int revision, IntervalState state, long first, long last) {
        intervals.add(new LoggedInterval(
                new Place("av.intervals", 0, intervals.size()),
                new LoggedInterval.Revision(id, revision),
                new Second(STREAM, 0, first),
                last,
                state,
                id + revision + state + first + last));
        return this;
    }

    Run rejection(long offset, String reason, String bytes) {
        rejections.add(new LoggedRejection(
                new Place("av.rejected", 0, rejections.size()),
                Optional.of(new Place("av.segments", 0, offset)),
                Optional.of(reason).filter(text -> !text.isEmpty()),
                Optional.of("in words"),
                bytes));
        return this;
    }

    Evidence settled() {
        return new Evidence(segments, events, intervals, rejections, true);
    }

    Evidence going() {
        return settled().settled(false);
    }
}
