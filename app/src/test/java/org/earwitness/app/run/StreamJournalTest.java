package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;
import org.junit.jupiter.api.Test;

class StreamJournalTest {
    private static final PackReference PACK = new PackReference("starter", "1.0.0", "ab12");
    private final StreamJournal journal = new StreamJournal("street.mp4");

    @Test
    void segmentsAreReportedInOrderHoweverTheyArrive() {
        journal.note(event(2, "bark", false));
        journal.note(event(0, "nothing", true));
        journal.note(event(1, "bark", false));
        StreamReport report = journal.report();
        assertThat(report.segments()).extracting(SegmentLine::segment).containsExactly(0L, 1L, 2L);
        assertThat(report.pack()).contains("starter 1.0.0");
        assertThat(report.endMicros()).isEqualTo(3_000_000);
        assertThat(journal.events()).isEqualTo(3);
    }

    @Test
    void backgroundHasOneNameWhateverThePackCallsIt() {
        journal.note(event(0, "nothing", true));
        assertThat(journal.report().segments().get(0).label()).isEqualTo("background");
    }

    @Test
    void theNewestRevisionOfAnIntervalCounts() {
        journal.note(interval(0, IntervalState.OPEN, 4));
        journal.note(interval(2, IntervalState.CLOSED, 9));
        journal.note(interval(1, IntervalState.UPDATED, 7));
        List<IntervalLine> intervals = journal.report().intervals();
        assertThat(intervals).hasSize(1);
        assertThat(intervals.get(0).endMicros()).isEqualTo(9_000_000);
        assertThat(intervals.get(0).closed()).isTrue();
    }

    @Test
    void refusedSegmentsAreCounted() {
        journal.noteRefused();
        journal.noteRefused();
        assertThat(journal.report().refused()).isEqualTo(2);
    }

    private static SegmentEvent event(long index, String label, boolean background) {
        return SegmentEvent.newBuilder()
                .setStream("street.mp4")
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setLabel(label)
                .setScore(0.75f)
                .setBackground(background)
                .setRelevance(0.5f)
                .setProbabilities(List.of(0.75f, 0.25f))
                .setAttention(Collections.nCopies(49, 0.0204f))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .setGapBefore(0)
                .setDiscontinuity(false)
                .setContext(new WindowContext(10, 0, 1L, 1L))
                .setState(EventState.SCORED)
                .setModel(PACK)
                .build();
    }

    private static EventInterval interval(int revision, IntervalState state, long end) {
        EventInterval.Builder interval = EventInterval.newBuilder()
                .setId("street.mp4/0/3/bark")
                .setRevision(revision)
                .setStream("street.mp4")
                .setEpoch(0)
                .setLabel("bark")
                .setState(state)
                .setFirstIndex(3)
                .setLastIndex(end - 1)
                .setStartMicros(3_000_000)
                .setEndMicros(end * 1_000_000)
                .setClock(Clock.MEDIA)
                .setPeakScore(0.9f)
                .setPeakIndex(4)
                .setPeakAttention(Collections.nCopies(49, 0.0204f))
                .setMeanScore(0.8f)
                .setSegments((int) end - 3)
                .setModel(PACK);
        if (state == IntervalState.CLOSED) {
            interval.setCloseReason(CloseReason.ENDED);
        }
        return interval.build();
    }
}
