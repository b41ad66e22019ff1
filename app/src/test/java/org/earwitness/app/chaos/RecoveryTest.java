package org.earwitness.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.earwitness.app.guarantee.LoggedEvent;
import org.earwitness.app.guarantee.Place;
import org.earwitness.app.guarantee.Second;
import org.junit.jupiter.api.Test;

/** When a fault is over for whoever reads. */
final class RecoveryTest {
    private static final Instant END = Instant.ofEpochMilli(100_000);

    @Test
    void itIsOverWhenTheLastStreamIsBack() {
        Recovery recovery = new Recovery(Set.of("gate", "yard"), END);

        recovery.read(event("gate", 100_500, true), END.plusMillis(900));
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.waiting()).containsExactly("yard");

        recovery.read(event("yard", 101_000, true), END.plusMillis(1_700));
        recovery.read(event("gate", 102_000, true), END.plusMillis(5_000));
        assertThat(recovery.recovered()).contains(END.plusMillis(1_700));
    }

    @Test
    void anEventOfASegmentFromBeforeTheEndIsNoSignOfLife() {
        Recovery recovery = new Recovery(Set.of("gate"), END);

        recovery.read(event("gate", 99_999, true), END.plusSeconds(3));
        recovery.read(event("lobby", 101_000, true), END.plusSeconds(3));

        assertThat(recovery.recovered()).isEmpty();
    }

    @Test
    void anEventWithoutAnswerIsNoneEither() {
        Recovery recovery = new Recovery(Set.of("gate"), END);

        recovery.read(event("gate", 101_000, false), END.plusSeconds(2));

        assertThat(recovery.recovered()).isEmpty();
    }

    private static LoggedEvent event(String stream, long segmentMillis, boolean scored) {
        return new LoggedEvent(
                new Place("av.events", 0, 0),
                new Second(stream, 0, 0),
                0,
                false,
                10,
                scored ? Optional.empty() : Optional.of("planted"),
                segmentMillis,
                "digest");
    }
}
