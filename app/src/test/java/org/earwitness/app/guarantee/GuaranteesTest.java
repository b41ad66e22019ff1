package org.earwitness.app.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentKind;
import org.junit.jupiter.api.Test;

/** Each guarantee holds where it should, and says where it does not. */
final class GuaranteesTest {
    @Test
    void aRunWithoutFaultsBreaksNone() {
        Evidence evidence = Run.of(10)
                .interval("a", 0, IntervalState.OPEN, 1, 2)
                .interval("a", 1, IntervalState.CLOSED, 1, 3)
                .interval("b", 0, IntervalState.OPEN, 4, 5)
                .settled();

        assertThat(Guarantee.ofOneRun())
                .allSatisfy(guarantee -> assertThat(guarantee.violations(evidence))
                        .as(guarantee.name())
                        .isEmpty());
    }

    @Test
    void anEventThatIsMissingBetweenOthersIsLost() {
        Run run = Run.of(5);
        run.events.remove(2);

        assertThat(new NothingLost().violations(run.going()))
                .containsExactly("stream gate, epoch 0, index 2: its segment lies in av.segments-0@2,"
                        + " and no event came of it");
    }

    @Test
    void theLastEventIsLostOnlyOnceNothingMoreWillCome() {
        Run run = Run.of(5);
        run.events.remove(4);

        assertThat(new NothingLost().violations(run.going())).isEmpty();
        assertThat(new NothingLost().violations(run.settled())).hasSize(1);
    }

    @Test
    void duplicatesLateOnesAndOlderEpochsOweNothing() {
        Run run = Run.of(3)
                .segment(0, 1, SegmentKind.MEDIA)
                .segment(5, 7, SegmentKind.MEDIA)
                .event(5, 7, 0, true)
                .segment(0, 3, SegmentKind.MEDIA)
                .segment(5, 7, SegmentKind.MEDIA);

        assertThat(new NothingLost().violations(run.settled())).isEmpty();
        assertThat(new GapsAreVisible().violations(run.settled())).isEmpty();
    }

    @Test
    void aSegmentAfterAMarkerOfItsIndexCountsAndOneBeforeItDoesNot() {
        Run run = Run.of(3)
                .segment(0, 5, SegmentKind.STALLED)
                .segment(0, 4, SegmentKind.MEDIA)
                .segment(0, 5, SegmentKind.MEDIA)
                .event(0, 5, 2, false);

        assertThat(new NothingLost().violations(run.settled())).isEmpty();
        assertThat(new GapsAreVisible().violations(run.settled())).isEmpty();
    }

    @Test
    void aRefusedSegmentOwesNoEventAndIsAGap() {
        Run run = Run.of(3)
                .segment(0, 3, SegmentKind.MEDIA)
                .segment(0, 4, SegmentKind.MEDIA)
                .rejection(3, "UNREADABLE_FRAME", "segment 0/3")
                .event(0, 4, 1, false);

        assertThat(Guarantee.ofOneRun())
                .allSatisfy(guarantee ->
                        assertThat(guarantee.violations(run.settled())).isEmpty());
    }

    @Test
    void anEventThatLiesThereTwiceIsDoubledAndNotReordered() {
        Run run = Run.of(5).event(0, 2, 0, false);

        assertThat(new NothingDoubled().violations(run.settled()))
                .containsExactly("stream gate, epoch 0, index 2: lies in av.events-0@2 and again in av.events-0@5");
        assertThat(new OrderedPerStream().violations(run.settled())).isEmpty();
    }

    @Test
    void aRevisionOrARefusalThatLiesThereTwiceIsDoubled() {
        Run run = Run.of(1)
                .poison("x")
                .rejection(1, "UNDECODABLE", "x")
                .rejection(1, "UNDECODABLE", "x")
                .interval("a", 0, IntervalState.OPEN, 0, 1)
                .interval("a", 0, IntervalState.OPEN, 0, 1);

        assertThat(new NothingDoubled().violations(run.settled())).hasSize(2);
        assertThat(new IntervalsDisjoint().violations(run.settled())).isEmpty();
    }

    @Test
    void anEventBehindItsSuccessorIsReordered() {
        Run run = Run.of(5);
        run.events.add(run.events.remove(1));

        assertThat(new OrderedPerStream().violations(run.settled()))
                .containsExactly("stream gate, epoch 0, index 1: lies in av.events-0@1,"
                        + " after index 4 of epoch 0 in av.events-0@4");
    }

    @Test
    void intervalsThatShareASecondAreNotDisjoint() {
        Run run = Run.of(1)
                .interval("a", 0, IntervalState.OPEN, 0, 1)
                .interval("a", 1, IntervalState.CLOSED, 0, 5)
                .interval("b", 0, IntervalState.OPEN, 5, 6);

        assertThat(new IntervalsDisjoint().violations(run.settled()))
                .containsExactly("interval b, revision 0: lies in av.intervals-0@2 and shares seconds with interval a"
                        + " in av.intervals-0@1");
    }

    @Test
    void anIntervalThatBeginsInAnotherOrGoesOnAfterItsEndOrSkipsARevisionIsSaid() {
        Run inside = Run.of(1).interval("a", 0, IntervalState.OPEN, 0, 1).interval("b", 0, IntervalState.OPEN, 5, 6);
        Run after =
                Run.of(1).interval("a", 0, IntervalState.CLOSED, 0, 1).interval("a", 1, IntervalState.UPDATED, 0, 2);
        Run skipped = Run.of(1).interval("a", 0, IntervalState.OPEN, 0, 1).interval("a", 2, IntervalState.CLOSED, 0, 2);

        assertThat(List.of(inside, after, skipped))
                .allSatisfy(run -> assertThat(new IntervalsDisjoint().violations(run.settled()))
                        .hasSize(1));
    }

    @Test
    void aPoisonRecordThatWasNotRefusedIsLost() {
        Run run = Run.of(1).poison("x");

        assertThat(new RejectedAreExplained().violations(run.going())).isEmpty();
        assertThat(new RejectedAreExplained().violations(run.settled()))
                .containsExactly("the record in av.segments-0@1 is no segment, and was not refused either");
    }

    @Test
    void aRefusalWithoutReasonOrOfOtherBytesOrOfNothingExplainsNothing() {
        Run unexplained = Run.of(1).poison("x").rejection(1, "", "x");
        Run otherBytes = Run.of(1).poison("x").rejection(1, "UNDECODABLE", "y");
        Run ofNothing = Run.of(1).rejection(9, "UNDECODABLE", "x");

        assertThat(List.of(unexplained, otherBytes, ofNothing))
                .allSatisfy(run -> assertThat(new RejectedAreExplained().violations(run.going()))
                        .hasSize(1));
    }

    @Test
    void aHoleThatTheNextEventHidesIsSaid() {
        Run run = Run.of(2).segment(0, 5, SegmentKind.MEDIA).event(0, 5, 0, false);

        assertThat(new GapsAreVisible().violations(run.settled()))
                .containsExactly("stream gate, epoch 0, index 5: 3 segments are missing right before it,"
                        + " its event in av.events-0@2 says 0");
    }

    @Test
    void anEpochThatFollowsAnotherAndDoesNotSaySoIsSaid() {
        Run run = Run.of(2).segment(9, 0, SegmentKind.MEDIA).event(9, 0, 0, false);

        assertThat(new GapsAreVisible().violations(run.settled())).hasSize(1);
    }
}
