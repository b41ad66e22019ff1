package org.earwitness.app.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.earwitness.schemas.SegmentKind;

/** Laws over random logs: what a right topology makes of them breaks nothing, and every single mistake is found by its guarantee. */
class GuaranteesPropertyTest {
    /** One record of an untidy stream. */
    record Beat(int epochStep, int indexStep, int kind) {}

    @Property(tries = 300)
    void theRightAnswerToAnyLogBreaksNothing(@ForAll("logs") List<Beat> beats) {
        Run run = answered(beats);

        assertThat(Guarantee.ofOneRun())
                .allSatisfy(guarantee -> assertThat(guarantee.violations(run.settled()))
                        .as(guarantee.name())
                        .isEmpty());
        assertThat(new RestartChangesNothing(run.settled(), List.of()).violations(run.settled()))
                .isEmpty();
    }

    @Property(tries = 300)
    void anyEventThatIsTakenAwayIsLost(@ForAll("logs") List<Beat> beats, @ForAll int which) {
        Run run = answered(beats);
        if (run.events.isEmpty()) {
            return;
        }
        run.events.remove(Math.floorMod(which, run.events.size()));

        assertThat(new NothingLost().violations(run.settled())).hasSize(1);
    }

    @Property(tries = 300)
    void anyEventThatIsSentAgainIsDoubled(@ForAll("logs") List<Beat> beats, @ForAll int which, @ForAll int where) {
        Run run = answered(beats);
        if (run.events.isEmpty()) {
            return;
        }
        run.events.add(
                Math.floorMod(where, run.events.size() + 1), run.events.get(Math.floorMod(which, run.events.size())));

        assertThat(new NothingDoubled().violations(run.settled())).hasSize(1);
    }

    @Property(tries = 300)
    void anyTwoEventsThatChangePlacesAreReordered(@ForAll("logs") List<Beat> beats, @ForAll int which) {
        Run run = answered(beats);
        if (run.events.size() < 2) {
            return;
        }
        int first = Math.floorMod(which, run.events.size() - 1);
        run.events.add(first + 1, run.events.remove(first));

        assertThat(new OrderedPerStream().violations(run.settled())).hasSize(1);
    }

    /** What the rules of the field make of a log, worked out here by remembering all that was seen. */
    private static Run answered(List<Beat> beats) {
        Run run = new Run();
        long epoch = 0;
        long index = 0;
        long lastEpoch = -1;
        long floor = 0;
        long after = 0;
        boolean pending = false;
        for (Beat beat : beats) {
            epoch = Math.max(0, epoch + beat.epochStep());
            index = Math.max(0, index + beat.indexStep());
            SegmentKind kind =
                    beat.kind() < 8 ? SegmentKind.MEDIA : beat.kind() == 8 ? SegmentKind.STALLED : SegmentKind.ENDED;
            run.segment(epoch, index, kind);
            boolean opens = epoch > lastEpoch;
            if (epoch < lastEpoch || (!opens && index < floor)) {
                continue;
            }
            if (kind != SegmentKind.MEDIA) {
                // A marker that opens an epoch leaves the news of it to the first segment.
                after = opens ? index : after;
                floor = index;
                pending = opens ? lastEpoch >= 0 : pending;
                lastEpoch = epoch;
                continue;
            }
            boolean discontinuity = opens ? lastEpoch >= 0 : pending;
            run.event(epoch, index, opens ? 0 : index - after, discontinuity);
            pending = false;
            lastEpoch = epoch;
            floor = index + 1;
            after = index + 1;
        }
        return run;
    }

    @Provide
    Arbitrary<List<Beat>> logs() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(20, 0), Tuple.of(1, 1), Tuple.of(1, -1)),
                        Arbitraries.frequency(
                                Tuple.of(12, 1), Tuple.of(1, 0), Tuple.of(1, -1), Tuple.of(1, 4), Tuple.of(1, -3)),
                        Arbitraries.integers().between(0, 9))
                .as(Beat::new)
                .list()
                .ofMaxSize(40);
    }
}
