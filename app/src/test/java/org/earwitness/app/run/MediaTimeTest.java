package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediaTimeTest {

    @Test
    void aClockCarriesTenthsIntoMinutesAndHours() {
        assertThat(MediaTime.clock(0)).isEqualTo("0:00.0");
        assertThat(MediaTime.clock(59_960_000)).isEqualTo("1:00.0");
        assertThat(MediaTime.clock(3_723_500_000L)).isEqualTo("1:02:03.5");
    }

    @Test
    void aCueHasHoursAndMilliseconds() {
        assertThat(MediaTime.cue(3_723_500_999L)).isEqualTo("01:02:03.500");
        assertThat(MediaTime.cue(360_000_000_000L)).isEqualTo("100:00:00.000");
    }
}
