package org.earwitness.streaming.admit;

import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.streaming.admit.Decision.Counts;
import org.earwitness.streaming.admit.Decision.DropReason;
import org.earwitness.streaming.admit.Decision.Dropped;
import org.earwitness.streaming.admit.StreamProgress.End;

/**
 * Decides which records of a stream count. Order is (epoch, index): a record that is not newer than what was admitted changes
 * nothing, a jump is a gap, a greater epoch a discontinuity (models.md section 5.3).
 *
 * <p>A marker carries the first index without media, so it stands <em>before</em> the segment of the same index: a stream that
 * comes back after STALLED goes on with exactly that index, and a marker that was overtaken by that segment is late. ENDED may
 * follow STALLED at the same place; anything weaker or equal there is a duplicate.
 *
 * <p>Pure: the same progress and segment give the same decision.
 */
final class Admission {

    /** What becomes of a well-formed record of the stream that has come this far. */
    Decision decide(StreamProgress before, Segment segment) {
        if (segment.getEpoch() < before.epoch()) {
            return new Dropped(DropReason.LATE);
        }
        boolean opens = segment.getEpoch() > before.epoch();
        StreamProgress progress = opens ? before.open(segment.getEpoch(), segment.getIndex()) : before;
        return segment.getKind() == SegmentKind.MEDIA ? media(progress, segment) : marker(progress, segment);
    }

    private static Decision media(StreamProgress progress, Segment segment) {
        long index = segment.getIndex();
        if (index < progress.next()) {
            return new Dropped(progress.admitted(index) ? DropReason.DUPLICATE : DropReason.LATE);
        }
        StreamProgress after = progress.admit(index, segment.getStartMicros(), segment.getClock());
        return new Counts(new Admitted(segment, after, index - progress.expected(), progress.discontinuity()));
    }

    private static Decision marker(StreamProgress progress, Segment segment) {
        long index = segment.getIndex();
        End end = segment.getKind() == SegmentKind.ENDED ? End.ENDED : End.STALLED;
        if (index < progress.next()) {
            return new Dropped(DropReason.LATE);
        }
        if (index == progress.next() && end.compareTo(progress.end()) <= 0) {
            return new Dropped(DropReason.DUPLICATE);
        }
        StreamProgress after = progress.end(index, end, segment.getStartMicros(), segment.getClock());
        return new Counts(new Admitted(segment, after, 0, false));
    }
}
