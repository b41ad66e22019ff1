package org.earwitness.streaming.interval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.interval.IntervalConfig.LabelThresholds;
import org.junit.jupiter.api.Test;

class IntervalBuilderTest {
    private static final IntervalConfig STRICT = new IntervalConfig(0.4, 0.25, 1, 0, 3_600, 0, Map.of());

    private final Events gate = new Events("gate", 0);

    @Test
    void anEventOpensAndFadingClosesUnderOneId() {
        List<EventInterval> records = fold(STRICT, gate.bark(5, 0.6), gate.bark(6, 0.9), gate.quiet(7));

        assertThat(records)
                .extracting(EventInterval::getState)
                .containsExactly(IntervalState.OPEN, IntervalState.CLOSED);
        assertThat(records).extracting(EventInterval::getId).containsOnly("gate/0/5/bark");
        assertThat(records).extracting(EventInterval::getRevision).containsExactly(0, 1);
        EventInterval closed = records.get(1);
        assertThat(closed.getFirstIndex()).isEqualTo(5);
        assertThat(closed.getLastIndex()).isEqualTo(6);
        assertThat(closed.getStartMicros()).isEqualTo(5_000_000);
        assertThat(closed.getEndMicros()).isEqualTo(7_000_000);
        assertThat(closed.getPeakScore()).isEqualTo(0.9f);
        assertThat(closed.getPeakIndex()).isEqualTo(6);
        assertThat(closed.getPeakAttention()).hasSize(49).startsWith(6f);
        assertThat(closed.getMeanScore()).isEqualTo(0.75f);
        assertThat(closed.getSegments()).isEqualTo(2);
        assertThat(closed.getCloseReason()).isEqualTo(CloseReason.FADED);
        assertThat(records.get(0).getCloseReason()).isNull();
    }

    @Test
    void theEarliestOfEqualPeaksStays() {
        List<EventInterval> records = fold(STRICT, gate.bark(0, 0.8), gate.bark(1, 0.8));

        assertThat(records.get(1).getPeakIndex()).isZero();
    }

    @Test
    void aScoreBetweenTheThresholdsKeepsOpenButDoesNotOpen() {
        assertThat(fold(STRICT, gate.bark(0, 0.3))).isEmpty();
        assertThat(fold(STRICT, gate.bark(0, 0.5), gate.bark(1, 0.3), gate.bark(2, 0.2)))
                .last()
                .satisfies(closed -> assertThat(closed.getLastIndex()).isEqualTo(1));
    }

    @Test
    void backgroundThatStillGivesTheLabelEnoughKeepsItOpen() {
        assertThat(fold(STRICT, gate.bark(0, 0.5), gate.background(1, 0.3), gate.quiet(2)))
                .last()
                .satisfies(closed -> {
                    assertThat(closed.getLastIndex()).isEqualTo(1);
                    assertThat(closed.getMeanScore()).isEqualTo(0.4f);
                });
    }

    @Test
    void aLabelMayHaveThresholdsOfItsOwn() {
        IntervalConfig config =
                new IntervalConfig(0.4, 0.25, 1, 0, 3_600, 0, Map.of("bark", new LabelThresholds(0.95, 0.9)));

        assertThat(fold(config, gate.bark(0, 0.9))).isEmpty();
        assertThat(fold(config, gate.bell(0, 0.9))).hasSize(2);
    }

    @Test
    void anotherLabelClosesTheOneBefore() {
        List<EventInterval> records = fold(STRICT, gate.bark(0, 0.8), gate.bell(1, 0.8));

        assertThat(records)
                .extracting(EventInterval::getId)
                .containsExactly("gate/0/0/bark", "gate/0/0/bark", "gate/0/1/bell", "gate/0/1/bell");
        assertThat(records.get(1).getCloseReason()).isEqualTo(CloseReason.OTHER_LABEL);
    }

    @Test
    void anotherLabelThatIsTooWeakToOpenDoesNotClose() {
        assertThat(fold(config(1), gate.bark(0, 0.8), gate.bell(1, 0.3), gate.bark(2, 0.8)))
                .last()
                .satisfies(closed -> {
                    assertThat(closed.getFirstIndex()).isZero();
                    assertThat(closed.getLastIndex()).isEqualTo(2);
                });
    }

    @Test
    void quietSegmentsUpToTheMergeGapAreSurvived() {
        assertThat(fold(config(1), gate.bark(0, 0.8), gate.quiet(1), gate.bark(2, 0.8)))
                .extracting(EventInterval::getState)
                .containsExactly(IntervalState.OPEN, IntervalState.CLOSED);
        assertThat(fold(config(1), gate.bark(0, 0.8), gate.quiet(1), gate.quiet(2), gate.bark(3, 0.8)))
                .extracting(EventInterval::getFirstIndex)
                .containsExactly(0L, 0L, 3L, 3L);
    }

    @Test
    void missingSegmentsUpToTheMergeGapAreSurvivedToo() {
        assertThat(fold(config(2), gate.bark(0, 0.8), gate.bark(3, 0.8))).hasSize(2);

        List<EventInterval> records = fold(config(2), gate.bark(0, 0.8), gate.bark(4, 0.8));
        assertThat(records).hasSize(4);
        assertThat(records.get(1).getCloseReason()).isEqualTo(CloseReason.GAP);
    }

    @Test
    void quietAndMissingSegmentsAddUp() {
        List<EventInterval> records = fold(config(2), gate.bark(0, 0.8), gate.quiet(1), gate.bark(4, 0.8));

        assertThat(records.get(1).getCloseReason()).isEqualTo(CloseReason.GAP);
        assertThat(records.get(1).getLastIndex()).isZero();
    }

    @Test
    void unscoredSegmentsAreLikeMissingOnes() {
        assertThat(fold(config(1), gate.bark(0, 0.8), gate.unscored(1), gate.bark(2, 0.8)))
                .hasSize(2);
        assertThat(fold(STRICT, gate.bark(0, 0.8), gate.unscored(1)).get(1).getCloseReason())
                .isEqualTo(CloseReason.GAP);
    }

    @Test
    void nothingCrossesAnEpoch() {
        List<EventInterval> records = fold(config(5), gate.bark(0, 0.8), new Events("gate", 1).bark(1, 0.8));

        assertThat(records.get(1).getCloseReason()).isEqualTo(CloseReason.DISCONTINUITY);
        assertThat(records.get(2).getId()).isEqualTo("gate/1/1/bark");
    }

    @Test
    void whatIsTooShortIsNeverPublished() {
        IntervalConfig config = new IntervalConfig(0.4, 0.25, 3, 0, 3_600, 0, Map.of());

        assertThat(fold(config, gate.bark(0, 0.8), gate.bark(1, 0.8), gate.quiet(2)))
                .isEmpty();
        assertThat(fold(config, gate.bark(0, 0.8), gate.bark(1, 0.8), gate.bark(2, 0.8)))
                .first()
                .satisfies(open -> {
                    assertThat(open.getFirstIndex()).isZero();
                    assertThat(open.getLastIndex()).isEqualTo(2);
                    assertThat(open.getRevision()).isZero();
                });
    }

    @Test
    void theMaximumLengthCutsAndGoesOn() {
        IntervalConfig config = new IntervalConfig(0.4, 0.25, 1, 0, 3, 0, Map.of());
        List<EventInterval> records =
                fold(config, gate.bark(0, 0.8), gate.bark(1, 0.8), gate.bark(2, 0.8), gate.bark(3, 0.8), gate.quiet(4));

        assertThat(records.get(1).getCloseReason()).isEqualTo(CloseReason.MAXIMUM_LENGTH);
        assertThat(records.get(1).getLastIndex()).isEqualTo(2);
        assertThat(records.get(2).getFirstIndex()).isEqualTo(3);
    }

    @Test
    void anIntervalOfMaximumLengthOneOpensAndClosesAtOnce() {
        IntervalConfig config = new IntervalConfig(0.4, 0.25, 1, 0, 1, 0, Map.of());

        assertThat(new IntervalBuilder(config, Events.LABELS)
                        .observe(Optional.empty(), gate.bark(0, 0.8))
                        .published())
                .extracting(EventInterval::getState)
                .containsExactly(IntervalState.OPEN, IntervalState.CLOSED);
    }

    @Test
    void aLongIntervalIsUpdatedNowAndThen() {
        IntervalConfig config = new IntervalConfig(0.4, 0.25, 1, 0, 3_600, 2, Map.of());
        List<SegmentEvent> events = new ArrayList<>();
        for (int index = 0; index < 6; index++) {
            events.add(gate.bark(index, 0.8));
        }

        List<EventInterval> records = new IntervalBuilder(config, Events.LABELS).fold(events, CloseReason.ENDED);

        assertThat(records)
                .extracting(EventInterval::getState)
                .containsExactly(
                        IntervalState.OPEN, IntervalState.UPDATED, IntervalState.UPDATED, IntervalState.CLOSED);
        assertThat(records).extracting(EventInterval::getLastIndex).containsExactly(0L, 2L, 4L, 5L);
        assertThat(records).extracting(EventInterval::getRevision).containsExactly(0, 1, 2, 3);
    }

    @Test
    void anEventOfAPackWithOtherLabelsCountsByItsDecidedLabelOnly() {
        IntervalBuilder builder = new IntervalBuilder(STRICT, List.of("bark", "background"));

        assertThat(builder.fold(
                        List.of(gate.bark(0, 0.8), gate.bark(1, 0.3), gate.background(2, 0.9)), CloseReason.ENDED))
                .last()
                .satisfies(closed -> assertThat(closed.getLastIndex()).isEqualTo(1));
    }

    @Test
    void anIntervalSaysWhereTheMediaOfAllItsSegmentsIsKept() {
        List<EventInterval> records =
                fold(STRICT, gate.kept(gate.bark(5, 0.6)), gate.kept(gate.bark(6, 0.9)), gate.bark(7, 0.9));

        assertThat(records)
                .extracting(EventInterval::getClip)
                .containsExactly("clip:gate/0/5@local", "clip:gate/0/5-7@local");
    }

    @Test
    void anIntervalWhoseFirstSegmentIsNotKeptNamesWhatIs() {
        List<EventInterval> records = fold(STRICT, gate.bark(5, 0.6), gate.kept(gate.bark(6, 0.9)));

        assertThat(records).extracting(EventInterval::getClip).containsExactly(null, "clip:gate/0/5-6@local");
    }

    @Test
    void anIntervalWithoutKeptMediaHasNoReference() {
        assertThat(fold(STRICT, gate.bark(5, 0.6)))
                .extracting(EventInterval::getClip)
                .containsOnlyNulls();
    }

    @Test
    void aReferenceOfAnotherKindIsPassedOnAsItIs() {
        SegmentEvent event = gate.bark(5, 0.6);
        event.put("clip", "s3://evidence/5");

        assertThat(fold(STRICT, event, gate.bark(6, 0.9)))
                .extracting(EventInterval::getClip)
                .containsOnly("s3://evidence/5");
    }

    private static IntervalConfig config(int mergeGapSegments) {
        return new IntervalConfig(0.4, 0.25, 1, mergeGapSegments, 3_600, 0, Map.of());
    }

    private static List<EventInterval> fold(IntervalConfig config, SegmentEvent... events) {
        return new IntervalBuilder(config, Events.LABELS).fold(List.of(events), CloseReason.ENDED);
    }
}
