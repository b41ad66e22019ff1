package org.earwitness.app.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earwitness.schemas.IntervalState;
import org.junit.jupiter.api.Test;

/** What differs from the undisturbed run is said, unless a planted fault took the answer away. */
final class RestartChangesNothingTest {
    private static final List<Span> NONE = List.of();

    @Test
    void theSameBytesAreNoChange() {
        assertThat(new RestartChangesNothing(Run.of(5).settled(), NONE)
                        .violations(Run.of(5).settled()))
                .isEmpty();
    }

    @Test
    void anEventWithoutAnswerIsAChangeOutsideThePlantedSpans() {
        Run run = Run.of(5);
        run.events.remove(4);
        run.unscored(0, 4, "the engine is away");
        Evidence clean = Run.of(5).settled();

        assertThat(new RestartChangesNothing(clean, NONE).violations(run.settled()))
                .containsExactly("stream gate, epoch 0, index 4: its event in av.events-0@4 has other bytes than the"
                        + " undisturbed one in av.events-0@4; it has no answer: the engine is away");
        RestartChangesNothing excusing = new RestartChangesNothing(clean, List.of(new Span(4_000, 5_000)));
        assertThat(excusing.violations(run.settled())).isEmpty();
        assertThat(excusing.excused(run.settled())).isEqualTo(1);
    }

    @Test
    void aSpanExcusesNoOtherChange() {
        Run run = Run.of(9);
        LoggedEvent event = run.events.remove(8);
        run.events.add(new LoggedEvent(
                event.place(), event.second(), 0, false, Run.WINDOW, event.unscoredReason(), 8_000, "other bytes"));

        assertThat(new RestartChangesNothing(Run.of(9).settled(), List.of(new Span(0, 60_000)))
                        .violations(run.settled()))
                .hasSize(1);
    }

    @Test
    void whatHasAnUnansweredSecondInItsWindowIsExcusedAndNothingAfterIt() {
        List<Span> spans = List.of(new Span(2_000, 3_000));
        for (int changed = 3; changed < 8; changed++) {
            Run run = Run.of(2);
            run.unscored(0, 2, "planted");
            for (int index = 3; index < 8; index++) {
                run.event(0, index, 0, false);
            }
            LoggedEvent event = run.events.remove(changed);
            run.events.add(
                    changed,
                    new LoggedEvent(
                            event.place(),
                            event.second(),
                            0,
                            false,
                            Run.WINDOW,
                            event.unscoredReason(),
                            event.segmentMillis(),
                            "with a hole"));

            assertThat(new RestartChangesNothing(Run.of(8).settled(), spans).violations(run.settled()))
                    .as("second " + changed)
                    .hasSize(changed < 2 + Run.WINDOW ? 0 : 1);
        }
    }

    @Test
    void anIntervalThatOnlyOneRunHasIsAChange() {
        Evidence with = Run.of(5).interval("a", 0, IntervalState.OPEN, 1, 2).settled();
        Evidence without = Run.of(5).settled();

        assertThat(new RestartChangesNothing(without, NONE).violations(with)).hasSize(1);
        assertThat(new RestartChangesNothing(with, NONE).violations(without)).hasSize(1);
        assertThat(new RestartChangesNothing(with, NONE).violations(without.settled(false)))
                .isEmpty();
    }

    @Test
    void anIntervalThatReachesIntoAnUnansweredSecondIsExcusedWithAllItShifts() {
        Run run = Run.of(40);
        run.events.remove(39);
        run.unscored(0, 39, "planted").interval("a", 0, IntervalState.CLOSED, 30, 38);
        Run clean = Run.of(40);
        clean.interval("a", 0, IntervalState.CLOSED, 30, 60).interval("c", 0, IntervalState.OPEN, 90, 91);
        run.interval("b", 0, IntervalState.CLOSED, 50, 55).interval("c", 0, IntervalState.OPEN, 90, 91);

        assertThat(new RestartChangesNothing(clean.settled(), List.of(new Span(39_000, 40_000)))
                        .violations(run.settled()))
                .isEmpty();
        assertThat(new RestartChangesNothing(clean.settled(), NONE).violations(run.settled()))
                .hasSize(3);
    }
}
