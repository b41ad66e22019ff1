package org.earwitness.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.replay.ReplayPlan.Pass;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.Clock;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.schemas.WindowContext;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;
import org.earwitness.streaming.replay.StreamLog;
import org.junit.jupiter.api.Test;

final class ReplayPlanTest {
    private final StreamResults original = new StreamResults();

    @Test
    void eachSegmentIsAnsweredByThePackThatAnsweredItFirst() {
        said(0, 10, "a");
        said(12, 20, "b");
        said(20, 30, "a");

        List<Pass> passes = following(range(0, 30));

        assertThat(passes)
                .extracting(pass -> pass.pack().orElseThrow().digest())
                .containsExactly("a", "b", "a");
        assertThat(passes)
                .extracting(pass -> pass.parts().get(0).from().index())
                .as("what has no event belongs to those before it")
                .containsExactly(0L, 12L, 20L);
        assertThat(passes).extracting(Pass::expected).containsExactly(12L, 8L, 10L);
        assertThat(passes).extracting(pass -> pass.parts().get(0).follows()).containsExactly(false, true, true);
    }

    @Test
    void onePackNeedsOnePassForAllStreams() {
        said(0, 30, "a");

        List<Pass> passes = following(range(5, 20));

        assertThat(passes).hasSize(1);
        assertThat(passes.get(0).parts()).hasSize(1);
        assertThat(passes.get(0).expected()).isEqualTo(15);
    }

    @Test
    void withoutAnyEventThePackHasToBeNamed() {
        assertThatThrownBy(() -> following(range(5, 20)))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("stream gate")
                .hasMessageContaining("--pack");
    }

    @Test
    void anIntervalThatWasOpenIsFoldedFromItsBeginningIfThatIsStored() {
        said(0, 30, "a");
        interval(7, 12);
        Part part = following(range(10, 20)).get(0).parts().get(0);

        assertThat(part.observedFrom(original, IntervalConfig.DEFAULTS)).isEqualTo(new Place(0, 7));
        assertThat(part.intervalsFrom(original, IntervalConfig.DEFAULTS)).isEqualTo(new Place(0, 7));
    }

    @Test
    void anIntervalThatAnotherPackOpenedIsNotJudgedBehindTheChange() {
        said(0, 10, "a");
        said(10, 20, "b");
        interval(7, 12);
        Part part = following(range(0, 20)).get(1).parts().get(0);

        assertThat(part.observedFrom(original, IntervalConfig.DEFAULTS)).isEqualTo(new Place(0, 10));
        assertThat(part.intervalsFrom(original, IntervalConfig.DEFAULTS)).isEqualTo(new Place(0, 15));
    }

    private List<Pass> following(StreamRange range) {
        return ReplayPlan.following(List.of(range), Map.of("gate", original)).passes();
    }

    private static StreamRange range(long from, long to) {
        StreamLog log = new StreamLog();
        for (long index = 0; index < 30; index++) {
            log.add(new Sighting(index, 0, SegmentKind.MEDIA, new Place(0, index), index * 1_000_000));
        }
        return StreamRange.of("gate", 0, log, new Bound.Index(from), new Bound.Index(to))
                .orElseThrow();
    }

    private void said(long from, long to, String digest) {
        for (long index = from; index < to; index++) {
            original.add(
                    SegmentEvent.newBuilder()
                            .setStream("gate")
                            .setEpoch(0)
                            .setIndex(index)
                            .setStartMicros(index * 1_000_000)
                            .setClock(Clock.MEDIA)
                            .setDurationMicros(1_000_000)
                            .setLabel("bark")
                            .setScore(0.5f)
                            .setBackground(false)
                            .setRelevance(0.5f)
                            .setProbabilities(List.of())
                            .setAttention(Collections.nCopies(49, 0f))
                            .setVideoTrack(VideoTrack.PRESENT)
                            .setAudioTrack(AudioTrack.PRESENT)
                            .setGapBefore(0)
                            .setDiscontinuity(false)
                            .setContext(new WindowContext(10, 0, 1L, 1L))
                            .setState(EventState.SCORED)
                            .setModel(new PackReference("starter", "1.0.0", digest))
                            .build(),
                    new byte[] {0, 0, 0, 0, 1, (byte) index});
        }
    }

    private void interval(long first, long last) {
        original.add(
                EventInterval.newBuilder()
                        .setId("gate/0/" + first + "/bark")
                        .setRevision(0)
                        .setStream("gate")
                        .setEpoch(0)
                        .setLabel("bark")
                        .setState(IntervalState.CLOSED)
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
                        .setModel(new PackReference("starter", "1.0.0", "a"))
                        .build(),
                new byte[] {0, 0, 0, 0, 1, (byte) first});
    }
}
