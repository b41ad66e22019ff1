package org.earwitness.ingest.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.earwitness.ingest.segment.Timeline.Track;
import org.junit.jupiter.api.Test;

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
}
