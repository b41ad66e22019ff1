package org.earwitness.app.comparison;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.replay.IntervalCut;
import org.earwitness.streaming.replay.Place;

/** Writes two passes over the segments of one stream, second by second. */
final class Passes {
    static final Place END = new Place(Long.MAX_VALUE, 0);

    private final StreamResults original = new StreamResults();
    private final StreamResults replayed = new StreamResults();
    private final String packBefore = "a".repeat(64);
    private String packNow = "a".repeat(64);
    private Place judged = new Place(0, 0);
    private Place intervalsFrom = new Place(0, 0);
    private Place reported = new Place(0, 0);

    Passes withOtherPack() {
        packNow = "b".repeat(64);
        return this;
    }

    Passes judgedFrom(long index) {
        judged = new Place(0, index);
        return this;
    }

    Passes from(long index) {
        reported = new Place(0, index);
        intervalsFrom = reported;
        return this;
    }

    Passes before(long index, String label, double score) {
        add(original, event(index, label, score, packBefore));
        return this;
    }

    Passes now(long index, String label, double score) {
        add(replayed, event(index, label, score, packNow));
        return this;
    }

    Passes both(long index, String label, double score) {
        return before(index, label, score).now(index, label, score);
    }

    Passes unscoredBefore(long index) {
        add(
                original,
                builder(index, "background", 0, packBefore)
                        .setState(EventState.UNSCORED)
                        .setUnscoredReason("the engine missed a deadline")
                        .build());
        return this;
    }

    Passes intervalBefore(String label, long first, long last, IntervalState... states) {
        addAll(original, label, first, last, states);
        return this;
    }

    Passes intervalNow(String label, long first, long last, IntervalState... states) {
        addAll(replayed, label, first, last, states);
        return this;
    }

    BothPasses of(String stream) {
        return new BothPasses(
                stream,
                original,
                replayed,
                new IntervalCut(reported, END, IntervalConfig.DEFAULTS),
                judged,
                intervalsFrom,
                10);
    }

    private static void addAll(StreamResults results, String label, long first, long last, IntervalState... states) {
        for (int revision = 0; revision < states.length; revision++) {
            EventInterval interval = interval(label, first, last, revision, states[revision]);
            results.add(interval, bytes(interval));
        }
    }

    private static void add(StreamResults results, SegmentEvent event) {
        results.add(event, bytes(event));
    }

    /** Five bytes of a prefix, then what the record says. */
    private static byte[] bytes(Object record) {
        byte[] text = record.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + text.length)
                .putInt(0)
                .put((byte) 1)
                .put(text)
                .array();
    }

    private static SegmentEvent event(long index, String label, double score, String digest) {
        return builder(index, label, score, digest).build();
    }

    private static SegmentEvent.Builder builder(long index, String label, double score, String digest) {
        return SegmentEvent.newBuilder()
                .setStream("gate")
                .setEpoch(0)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setLabel(label)
                .setScore((float) score)
                .setBackground(label.equals("background"))
                .setRelevance(0.5f)
                .setProbabilities(List.of())
                .setAttention(Collections.nCopies(49, 0f))
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .setGapBefore(0)
                .setDiscontinuity(false)
                .setContext(new WindowContext(10, 0, 1L, 1L))
                .setState(EventState.SCORED)
                .setModel(new PackReference("starter", "1.0.0", digest));
    }

    private static EventInterval interval(String label, long first, long last, long revision, IntervalState state) {
        return EventInterval.newBuilder()
                .setId("gate/0/" + first + "/" + label)
                .setRevision((int) revision)
                .setStream("gate")
                .setEpoch(0)
                .setLabel(label)
                .setState(state)
                .setFirstIndex(first)
                .setLastIndex(last)
                .setStartMicros(first * 1_000_000)
                .setEndMicros((last + 1) * 1_000_000)
                .setClock(Clock.MEDIA)
                .setPeakScore(0.9f)
                .setPeakIndex(first)
                .setPeakAttention(Collections.nCopies(49, 0f))
                .setMeanScore(0.8f)
                .setSegments((int) (last - first + 1))
                .setModel(new PackReference("starter", "1.0.0", "a".repeat(64)))
                .build();
    }
}
