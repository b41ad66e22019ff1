package org.earwitness.streaming.interval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;

/** Writes the events of one stream and epoch. */
record Events(String stream, long epoch) {
    static final List<String> LABELS = List.of("bark", "bell", "background");

    private static final int BARK = 0;
    private static final int BELL = 1;
    private static final int BACKGROUND = 2;

    SegmentEvent bark(long index, double score) {
        return decided(index, BARK, score);
    }

    SegmentEvent bell(long index, double score) {
        return decided(index, BELL, score);
    }

    SegmentEvent quiet(long index) {
        return background(index, 0);
    }

    /** Decided as background, though bark has this probability. */
    SegmentEvent background(long index, double bark) {
        return event(index, LABELS.get(BACKGROUND), List.of((float) bark, 0f, (float) (1 - bark)), EventState.SCORED);
    }

    SegmentEvent unscored(long index) {
        return event(index, LABELS.get(BACKGROUND), List.of(), EventState.UNSCORED);
    }

    /** An event whose original media is kept. */
    SegmentEvent kept(SegmentEvent event) {
        event.put("clip", "clip:" + stream + "/" + epoch + "/" + event.getIndex() + "@local");
        return event;
    }

    private SegmentEvent decided(long index, int label, double score) {
        List<Float> probabilities = new ArrayList<>(Collections.nCopies(LABELS.size(), 0f));
        probabilities.set(label, (float) score);
        probabilities.set(BACKGROUND, (float) (1 - score));
        return event(index, LABELS.get(label), probabilities, EventState.SCORED);
    }

    private SegmentEvent event(long index, String label, List<Float> probabilities, EventState state) {
        List<Float> attention = new ArrayList<>(Collections.nCopies(49, 0f));
        attention.set(0, (float) index);
        return SegmentEvent.newBuilder()
                .setStream(stream)
                .setEpoch(epoch)
                .setIndex(index)
                .setStartMicros(index * 1_000_000)
                .setClock(Clock.MEDIA)
                .setDurationMicros(1_000_000)
                .setLabel(label)
                .setScore(probabilities.isEmpty() ? 0f : probabilities.get(LABELS.indexOf(label)))
                .setBackground(label.equals(LABELS.get(BACKGROUND)))
                .setRelevance(0.5f)
                .setProbabilities(probabilities)
                .setAttention(attention)
                .setVideoTrack(VideoTrack.PRESENT)
                .setAudioTrack(AudioTrack.PRESENT)
                .setGapBefore(0)
                .setDiscontinuity(false)
                .setContext(new WindowContext(10, 0, 0L, 0L))
                .setState(state)
                .setModel(new PackReference("fixed", "1.0.0", "d".repeat(64)))
                .build();
    }
}
