package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.earwitness.ingest.segment.Timeline.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final long SECOND = 1_000_000;

    @Test
    void bothTracksAreMeasuredAgainstOneOrigin() {
        Timeline timeline = new Timeline(77 * SECOND);

        assertThat(timeline.place(Track.VIDEO, 77 * SECOND, SECOND)).isZero();
        assertThat(timeline.place(Track.AUDIO, 78 * SECOND, SECOND)).isEqualTo(SECOND);
        assertThat(timeline.steps()).isZero();
    }

    @Test
    void aRestartedClockGoesOnBehindWhatCameBefore() {
        Timeline timeline = new Timeline(100 * SECOND);
        timeline.place(Track.VIDEO, 100 * SECOND, 20 * SECOND);

        assertThat(timeline.place(Track.VIDEO, 5 * SECOND, SECOND)).isEqualTo(20 * SECOND);
        assertThat(timeline.place(Track.VIDEO, 6 * SECOND, SECOND)).isEqualTo(21 * SECOND);
        assertThat(timeline.steps()).isEqualTo(1);
    }

    @Test
    void aroundABreakEachTrackKeepsItsOwnPlace() {
        Timeline timeline = new Timeline(0);
        timeline.place(Track.VIDEO, 0, 30 * SECOND);
        timeline.place(Track.AUDIO, 0, 29 * SECOND);

        assertThat(timeline.place(Track.VIDEO, 1_000 * SECOND, SECOND)).isEqualTo(30 * SECOND);
        assertThat(timeline.place(Track.AUDIO, 29 * SECOND, SECOND)).isEqualTo(29 * SECOND);
        assertThat(timeline.place(Track.AUDIO, 1_000 * SECOND, SECOND)).isEqualTo(30 * SECOND);
        assertThat(timeline.place(Track.VIDEO, 1_001 * SECOND, SECOND)).isEqualTo(31 * SECOND);
        assertThat(timeline.steps()).isEqualTo(1);
    }

    @Test
    void aHoleOfMinutesStaysAHole() {
        Timeline timeline = new Timeline(0);
        timeline.place(Track.VIDEO, 0, SECOND);

        assertThat(timeline.place(Track.VIDEO, 300 * SECOND, SECOND)).isEqualTo(300 * SECOND);
        assertThat(timeline.steps()).isZero();
    }

    @Test
    void aSmallStepBackIsNotABreak() {
        Timeline timeline = new Timeline(0);
        timeline.place(Track.AUDIO, 0, 5 * SECOND);

        assertThat(timeline.place(Track.AUDIO, 4 * SECOND, SECOND)).isEqualTo(4 * SECOND);
        assertThat(timeline.steps()).isZero();
    }

    @Test
    void aHoleLongAfterABreakIsNotTakenForWhatWasBeforeIt() {
        Timeline live = new Timeline(0, Timeline.Breaks.LIVE);
        live.place(Track.VIDEO, 0, 20 * SECOND);
        assertThat(live.place(Track.VIDEO, 12 * SECOND, 15 * SECOND)).isEqualTo(20 * SECOND);

        assertThat(live.place(Track.VIDEO, 35 * SECOND, SECOND)).isEqualTo(43 * SECOND);
    }

    @Test
    void aLiveStreamBreaksSooner() {
        Timeline live = new Timeline(0, Timeline.Breaks.LIVE);
        live.place(Track.VIDEO, 0, 20 * SECOND);

        assertThat(live.place(Track.VIDEO, 19 * SECOND, SECOND)).isEqualTo(19 * SECOND);
        assertThat(live.place(Track.VIDEO, 30 * SECOND, SECOND)).isEqualTo(30 * SECOND);
        assertThat(live.steps()).isZero();
        assertThat(live.place(Track.VIDEO, 29 * SECOND, SECOND)).isEqualTo(31 * SECOND);
        assertThat(live.place(Track.VIDEO, 45 * SECOND, SECOND)).isEqualTo(32 * SECOND);
        assertThat(live.steps()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {95_443_717_688L, 47_721_858_844L, 4_294_967_296_000L})
    void aCounterThatWrapsAroundIsNoBreak(long wrapMicros) {
        long start = wrapMicros - 5 * SECOND;
        Timeline live = new Timeline(start, Timeline.Breaks.LIVE);
        for (long at = 0; at < 20 * SECOND; at += SECOND / 25) {
            // The sound wraps a quarter of a second after the picture.
            assertThat(live.place(Track.VIDEO, (start + at) % wrapMicros, SECOND / 25))
                    .isEqualTo(at);
            if (at >= SECOND / 4) {
                long sound = at - SECOND / 4;
                assertThat(live.place(Track.AUDIO, (start + sound) % wrapMicros, SECOND / 25))
                        .isEqualTo(sound);
            }
        }
        assertThat(live.steps()).isZero();
    }
}
