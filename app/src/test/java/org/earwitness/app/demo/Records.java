package org.earwitness.app.demo;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;

/** Records as the topics of a live stream hold them. */
final class Records {
    private static final PackReference PACK = new PackReference("starter", "1.0.0", "ab12");

    private Records() {}

    static Segment segment(String stream, long index, byte... frame) {
        return Segment.newBuilder()
                .setStream(stream)
                .setKind(SegmentKind.MEDIA)
                .setEpoch(7)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.ARRIVAL)
                .setDurationMicros(1_000_000)
                .setFrames(List.of(ByteBuffer.wrap(frame)))
                .setAudio(ByteBuffer.allocate(0))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.MISSING)
                .build();
    }

    static SegmentEvent event(String stream, long index, String label) {
        return SegmentEvent.newBuilder()
                .setStream(stream)
                .setEpoch(7)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.ARRIVAL)
                .setDurationMicros(1_000_000)
                .setLabel(label)
                .setScore(0.75f)
                .setBackground(label.equals("background"))
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

    static EventInterval interval(String stream, long first, long end, String label, boolean closed) {
        EventInterval.Builder interval = EventInterval.newBuilder()
                .setId(stream + "/7/" + first + "/" + label)
                .setRevision((int) (end - first))
                .setStream(stream)
                .setEpoch(7)
                .setLabel(label)
                .setState(closed ? IntervalState.CLOSED : IntervalState.UPDATED)
                .setFirstIndex(first)
                .setLastIndex(end - 1)
                .setStartMicros(first * 1_000_000)
                .setEndMicros(end * 1_000_000)
                .setClock(Clock.ARRIVAL)
                .setPeakScore(0.9f)
                .setPeakIndex(first)
                .setPeakAttention(Collections.nCopies(49, 0.0204f))
                .setMeanScore(0.8f)
                .setSegments((int) (end - first))
                .setModel(PACK);
        if (closed) {
            interval.setCloseReason(CloseReason.ENDED);
        }
        return interval.build();
    }

    static StreamStatus status(String stream, StreamCondition condition, String tracks) {
        return StreamStatus.newBuilder()
                .setStream(stream)
                .setState(condition)
                .setReason("because")
                .setEpoch(7)
                .setNextIndex(0)
                .setAttempt(0)
                .setSource("file")
                .setTracks(tracks)
                .setClock(org.earwitness.schemas.Clock.ARRIVAL)
                .build();
    }
}
