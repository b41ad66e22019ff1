package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Patience patience = new Patience(Duration.ofSeconds(60));

    @Test
    void aRunThatMovesIsNeverLost() {
        for (int second = 0; second < 600; second += 59) {
            assertThat(patience.isLost(second, second * SECOND)).isFalse();
        }
    }

    @Test
    void aRunThatStandsStillIsLostAfterTheLimit() {
        assertThat(patience.isLost(7, 0)).isFalse();
        assertThat(patience.isLost(7, 60 * SECOND)).isFalse();
        assertThat(patience.isLost(7, 61 * SECOND)).isTrue();
        assertThat(patience.isLost(8, 62 * SECOND)).isFalse();
    }
}
