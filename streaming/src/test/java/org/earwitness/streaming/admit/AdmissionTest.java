package org.earwitness.streaming.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.earwitness.schemas.Segment;
import org.earwitness.streaming.admit.Decision.Counts;
import org.earwitness.streaming.admit.Decision.DropReason;
import org.earwitness.streaming.admit.Decision.Dropped;
import org.earwitness.streaming.admit.StreamProgress.End;
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.fixture.Script;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission();
    private final Script gate = Script.of("gate");

    @Test
    void theFirstSegmentOfAStreamIsNoGapAndNoDiscontinuity() {
        Admitted first = counts(StreamProgress.NONE, gate.epoch(7).quiet(1_700_000_000L));

        assertThat(first.gapBefore()).isZero();
        assertThat(first.discontinuity()).isFalse();
        assertThat(first.progress().next()).isEqualTo(1_700_000_001L);
    }

    @Test
    void aJumpIsAGap() {
        assertThat(counts(after(gate.quiet(3)), gate.quiet(8)).gapBefore()).isEqualTo(4);
    }

    @Test
    void aSegmentThatCameBeforeIsADuplicateAndOneThatDidNotIsLate() {
        StreamProgress progress = after(gate.quiet(0), gate.quiet(1), gate.quiet(4));

        assertThat(admission.decide(progress, gate.quiet(4))).isEqualTo(new Dropped(DropReason.DUPLICATE));
        assertThat(admission.decide(progress, gate.quiet(0))).isEqualTo(new Dropped(DropReason.DUPLICATE));
        assertThat(admission.decide(progress, gate.quiet(2))).isEqualTo(new Dropped(DropReason.LATE));
    }

    @Test
    void beyondTheHistoryEverythingIsLate() {
        StreamProgress progress = after(gate.quiet(0), gate.quiet(63));
        assertThat(admission.decide(progress, gate.quiet(0))).isEqualTo(new Dropped(DropReason.DUPLICATE));

        progress = after(gate.quiet(0), gate.quiet(64));
        assertThat(admission.decide(progress, gate.quiet(0))).isEqualTo(new Dropped(DropReason.LATE));
    }

    @Test
    void aGreaterEpochIsADiscontinuityAndNoGap() {
        Admitted admitted = counts(after(gate.quiet(3)), gate.epoch(1).quiet(50));

        assertThat(admitted.discontinuity()).isTrue();
        assertThat(admitted.gapBefore()).isZero();
    }

    @Test
    void aSegmentOfAnEpochThatIsOverIsLate() {
        assertThat(admission.decide(after(gate.epoch(2).quiet(0)), gate.epoch(1).quiet(9)))
                .isEqualTo(new Dropped(DropReason.LATE));
    }

    @Test
    void afterStalledTheStreamGoesOnAtTheMarkersIndex() {
        Admitted admitted = counts(after(gate.quiet(3), gate.stalled(4)), gate.quiet(4));

        assertThat(admitted.gapBefore()).isZero();
        assertThat(admitted.progress().end()).isEqualTo(End.NONE);
    }

    @Test
    void whatIsMissingAroundAMarkerIsStillAGap() {
        assertThat(counts(after(gate.quiet(3), gate.stalled(4)), gate.quiet(9)).gapBefore())
                .isEqualTo(5);
        assertThat(counts(after(gate.quiet(3), gate.stalled(6)), gate.quiet(6)).gapBefore())
                .isEqualTo(2);
    }

    @Test
    void aMarkerThatASegmentHasOvertakenIsLate() {
        assertThat(admission.decide(after(gate.quiet(3), gate.quiet(4)), gate.stalled(4)))
                .isEqualTo(new Dropped(DropReason.LATE));
    }

    @Test
    void aMarkerThatSaysNothingNewIsADuplicate() {
        StreamProgress stalled = after(gate.quiet(3), gate.stalled(4));
        assertThat(admission.decide(stalled, gate.stalled(4))).isEqualTo(new Dropped(DropReason.DUPLICATE));

        StreamProgress ended = after(gate.quiet(3), gate.stalled(4), gate.ended(4));
        assertThat(ended.end()).isEqualTo(End.ENDED);
        assertThat(admission.decide(ended, gate.stalled(4))).isEqualTo(new Dropped(DropReason.DUPLICATE));
        assertThat(admission.decide(ended, gate.ended(4))).isEqualTo(new Dropped(DropReason.DUPLICATE));
    }

    @Test
    void aMarkerThatOpensAnEpochLeavesItsNewsToTheFirstSegment() {
        StreamProgress progress = after(gate.quiet(3), gate.epoch(1).stalled(10));

        Admitted admitted = counts(progress, gate.epoch(1).quiet(12));
        assertThat(admitted.discontinuity()).isTrue();
        assertThat(admitted.gapBefore()).isEqualTo(2);
    }

    @Property
    void whatIsAdmittedIsStrictlyInOrderAndNeverTwice(
            @ForAll @Size(max = 80) List<@IntRange(min = 0, max = 399) Integer> arrivals) {
        StreamProgress progress = StreamProgress.NONE;
        List<Long> admitted = new ArrayList<>();
        for (int arrival : arrivals) {
            Segment segment = segmentOf(arrival);
            if (admission.decide(progress, segment) instanceof Counts counts) {
                progress = counts.admitted().progress();
                if (!counts.admitted().isMarker()) {
                    admitted.add(segment.getEpoch() * 1_000 + segment.getIndex());
                }
            }
        }

        assertThat(new TreeSet<>(admitted)).containsExactlyElementsOf(admitted);
    }

    @Property
    void anythingThatWasAdmittedIsDroppedTheSecondTime(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 399) Integer> arrivals) {
        StreamProgress progress = StreamProgress.NONE;
        for (int arrival : arrivals) {
            if (admission.decide(progress, segmentOf(arrival)) instanceof Counts counts) {
                progress = counts.admitted().progress();
            }
            assertThat(admission.decide(progress, segmentOf(arrival))).isInstanceOf(Dropped.class);
        }
    }

    @Property
    void onlyWhatNeverCameIsLate(@ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 59) Integer> arrivals) {
        StreamProgress progress = StreamProgress.NONE;
        TreeSet<Integer> came = new TreeSet<>();
        for (int index : arrivals) {
            Decision decision = admission.decide(progress, gate.quiet(index));
            if (decision instanceof Counts counts) {
                progress = counts.admitted().progress();
                came.add(index);
            } else {
                assertThat(decision)
                        .isEqualTo(new Dropped(came.contains(index) ? DropReason.DUPLICATE : DropReason.LATE));
            }
        }
    }

    @Property
    void progressComesBackFromItsBytes(@ForAll @Size(max = 30) List<@IntRange(min = 0, max = 399) Integer> arrivals) {
        StreamProgress progress = StreamProgress.NONE;
        for (int arrival : arrivals) {
            if (admission.decide(progress, segmentOf(arrival)) instanceof Counts counts) {
                progress = counts.admitted().progress().withTargets(arrival, 12, StreamPacks.NONE);
            }
        }
        var serde = StreamProgress.serde();

        assertThat(serde.deserializer().deserialize("", serde.serializer().serialize("", progress)))
                .isEqualTo(progress);
    }

    /** Of 400 records: two epochs, twenty indexes each, mostly media. */
    private Segment segmentOf(int arrival) {
        Script script = gate.epoch(arrival / 200);
        long index = arrival % 20;
        return switch (arrival / 20 % 10) {
            case 0 -> script.stalled(index);
            case 1 -> script.ended(index);
            default -> script.quiet(index);
        };
    }

    private StreamProgress after(Segment... segments) {
        StreamProgress progress = StreamProgress.NONE;
        for (Segment segment : segments) {
            progress = counts(progress, segment).progress();
        }
        return progress;
    }

    private Admitted counts(StreamProgress before, Segment segment) {
        Decision decision = admission.decide(before, segment);
        assertThat(decision).isInstanceOf(Counts.class);
        return ((Counts) decision).admitted();
    }
}
