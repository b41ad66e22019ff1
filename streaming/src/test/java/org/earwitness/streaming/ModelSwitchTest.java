package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.fixture.Assigning;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.FixedShelf;
import org.earwitness.streaming.fixture.Script;
import org.junit.jupiter.api.Test;

class ModelSwitchTest {
    private static final long FULL = (1L << 10) - 1;

    private final Script gate = Script.of("gate");
    private final FixedEngine home = new FixedEngine("home", 10, 0, "a".repeat(64));
    private final FixedEngine other = new FixedEngine("other", 10, 0, "b".repeat(64));
    private final FixedEngine sibling = new FixedEngine("sibling", 10, 0, "a".repeat(64));

    @Test
    void withoutAnAssignmentThePackAtHomeAnswers() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 3));

            assertThat(rig.events()).extracting(ModelSwitchTest::pack).containsOnly("home");
        }
    }

    @Test
    void aNewStreamBeginsWithWhatIsAssigned() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(other).record()).send(quiet(0, 2));

            assertThat(rig.events()).extracting(ModelSwitchTest::pack).containsOnly("other");
        }
    }

    @Test
    void aPackWithAnotherEncoderTakesOverOnceItsWindowIsFull() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 20)).assign(new Assigning(other).record()).send(quiet(20, 40));

            List<SegmentEvent> events = rig.events();
            assertThat(events)
                    .extracting(SegmentEvent::getIndex)
                    .containsExactlyElementsOf(LongStream.range(0, 40).boxed().toList());
            // 20 is the first that both encode, so 29 is the first whose ten segments the new pack knows.
            assertThat(events.subList(0, 29)).extracting(ModelSwitchTest::pack).containsOnly("home");
            assertThat(events.subList(29, 40)).extracting(ModelSwitchTest::pack).containsOnly("other");
            assertThat(events.subList(9, 40))
                    .allSatisfy(
                            event -> assertThat(event.getContext().getPicture()).isEqualTo(FULL));
            assertThat(rig.count("switches")).isEqualTo(1);
        }
    }

    @Test
    void aPackWithTheSameEncoderTakesOverAtTheNextSegment() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 20));
            int calls = home.calls();
            rig.assign(new Assigning(sibling).record()).send(quiet(20, 22));

            assertThat(rig.events().subList(20, 22))
                    .extracting(ModelSwitchTest::pack)
                    .containsOnly("sibling");
            assertThat(home.calls()).isEqualTo(calls + 1);
        }
    }

    @Test
    void aRollbackTakesTheNextSegmentWithoutFillingTheWindow() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(other).record())
                    .send(quiet(0, 20))
                    .assign(new Assigning(home).now().record())
                    .send(quiet(20, 22));

            List<SegmentEvent> events = rig.events();
            assertThat(events.subList(0, 20)).extracting(ModelSwitchTest::pack).containsOnly("other");
            assertThat(events.subList(20, 22)).extracting(ModelSwitchTest::pack).containsOnly("home");
            assertThat(events).extracting(SegmentEvent::getState).containsOnly(EventState.SCORED);
            assertThat(events.get(20).getContext().getPicture()).isEqualTo(1L << 9);
        }
    }

    @Test
    void aRollbackLetsGoOfTargetsThatWaitForLookAhead() {
        FixedEngine patient = new FixedEngine("patient", 10, 3, "c".repeat(64));
        try (TopologyRig rig = new TopologyRig(new FixedShelf(home, patient))) {
            rig.assign(new Assigning(patient).record())
                    .send(quiet(0, 20))
                    .assign(new Assigning(home).now().record())
                    .send(quiet(20, 21));

            List<SegmentEvent> events = rig.events();
            assertThat(events)
                    .extracting(SegmentEvent::getIndex)
                    .containsExactlyElementsOf(LongStream.range(0, 21).boxed().toList());
            assertThat(events.get(20)).extracting(ModelSwitchTest::pack).isEqualTo("home");
            assertThat(events.get(19)).extracting(ModelSwitchTest::pack).isEqualTo("patient");
        }
    }

    @Test
    void whoChangesHisMindBeforeTheWindowIsFullChangesNothing() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 20))
                    .assign(new Assigning(other).record())
                    .send(quiet(20, 25))
                    .assign(new Assigning(home).record())
                    .send(quiet(25, 40));

            assertThat(rig.events())
                    .hasSize(40)
                    .extracting(ModelSwitchTest::pack)
                    .containsOnly("home");
        }
    }

    @Test
    void aNewEpochBeginsWithWhatIsAssigned() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 20)).assign(new Assigning(other).record());
            rig.send(gate.epoch(1).quiet(0), gate.epoch(1).quiet(1));

            assertThat(rig.events().subList(20, 22))
                    .extracting(ModelSwitchTest::pack)
                    .containsOnly("other");
        }
    }

    @Test
    void aBadPackIsRefusedAndTheOldOneGoesOn() {
        FixedEngine bad = new FixedEngine("bad", 10, 0, "c".repeat(64));
        FixedShelf shelf = new FixedShelf(home, bad);
        try (TopologyRig rig = new TopologyRig(shelf)) {
            rig.send(quiet(0, 2)).assign(new Assigning(bad).record()).send(quiet(2, 30));

            assertThat(rig.events())
                    .hasSize(30)
                    .extracting(ModelSwitchTest::pack)
                    .containsOnly("home");
        }
    }

    @Test
    void aRecordThatCannotBeReadIsCountedAndWhatWasAssignedStays() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(other).record());
            rig.assignBytes("*", "not an assignment".getBytes(StandardCharsets.UTF_8));
            rig.assign(new Assigning(home).trying(other, Double.NaN).record());
            rig.send(quiet(0, 2));

            assertThat(rig.events()).extracting(ModelSwitchTest::pack).containsOnly("other");
            assertThat(rig.count("assignments", "outcome", "ignored")).isEqualTo(2);
            assertThat(rig.count("assignments", "outcome", "taken")).isEqualTo(1);
        }
    }

    @Test
    void aStreamsOwnAssignmentCountsMoreThanThatOfAll() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(other).record())
                    .assign(new Assigning(sibling).to("gate").record())
                    .send(gate.quiet(0), Script.of("yard").quiet(0));

            assertThat(rig.events()).extracting(ModelSwitchTest::pack).containsExactly("sibling", "other");
        }
    }

    @Test
    void aCanaryIsTriedOnItsShareOfTheStreams() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(home).trying(other, 0.3).record());
            IntStream.range(0, 200)
                    .forEach(camera -> rig.send(Script.of("cam-" + camera).quiet(0)));

            assertThat(rig.events().stream().filter(event -> pack(event).equals("other")))
                    .hasSizeBetween(40, 80);
        }
    }

    @Test
    void aShadowAnswersForTheSameTargetsAndChangesNoByteOfTheEvents() {
        try (TopologyRig rig = rig();
                TopologyRig plain = new TopologyRig(new FixedEngine("home", 10, 0, "a".repeat(64)));
                TopologyRig alone = new TopologyRig(new FixedEngine("other", 10, 0, "b".repeat(64)))) {
            rig.send(quiet(0, 20)).assign(new Assigning(home).beside(other).record());
            rig.send(quiet(20, 40)).assign(new Assigning(home).record()).send(quiet(40, 42));

            assertThat(rig.events()).isEqualTo(plain.send(quiet(0, 42)).events());
            assertThat(rig.shadowEvents())
                    .isEqualTo(alone.send(quiet(0, 40)).events().subList(29, 40));
            assertThat(rig.meters()
                            .get("earwitness.streaming.shadow.targets")
                            .tag("verdict", "both_background")
                            .counter()
                            .count())
                    .isEqualTo(11);
        }
    }

    @Test
    void aShadowWithAnotherLookAheadIsComparedWhenBothHaveAnswered() {
        FixedEngine patient = new FixedEngine("patient", 10, 3, "a".repeat(64));
        try (TopologyRig rig = new TopologyRig(new FixedShelf(home, patient))) {
            rig.assign(new Assigning(home).beside(patient).record());
            rig.send(IntStream.range(0, 20)
                    .mapToObj(index -> gate.event(index, "bark", 80))
                    .toList());
            rig.send(gate.ended(20));

            assertThat(rig.shadowEvents()).isNotEmpty();
            assertThat(rig.meters()
                            .get("earwitness.streaming.shadow.targets")
                            .tag("verdict", "same_label")
                            .counter()
                            .count())
                    .isEqualTo(rig.events().size());
        }
    }

    @Test
    void aShadowThatFailsFailsAlone() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(home).beside(other).record());
            other.failNext(() -> new IllegalStateException("a bug"));
            other.failNext(() -> InferenceUnavailable.deadline("too slow"));
            rig.send(quiet(0, 20));

            assertThat(rig.events())
                    .hasSize(20)
                    .extracting(SegmentEvent::getState)
                    .containsOnly(EventState.SCORED);
            assertThat(rig.meters()
                            .get("earwitness.streaming.circuit.open")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void aShadowThatBecomesActiveNeedsNoFilling() {
        try (TopologyRig rig = rig()) {
            rig.assign(new Assigning(home).beside(other).record()).send(quiet(0, 20));
            rig.assign(new Assigning(other).record()).send(quiet(20, 21));

            assertThat(rig.events().get(20)).satisfies(event -> {
                assertThat(pack(event)).isEqualTo("other");
                assertThat(event.getContext().getPicture()).isEqualTo(FULL);
            });
        }
    }

    @Test
    void anIntervalWhoseLabelTheNewPackDoesNotKnowCloses() {
        FixedEngine birds =
                new FixedEngine("birds", 10, 0, "a".repeat(64), List.of("tit", "owl", "wren", "background"));
        try (TopologyRig rig = new TopologyRig(new FixedShelf(home, birds))) {
            rig.send(IntStream.range(0, 12)
                    .mapToObj(index -> gate.event(index, "bell", 80))
                    .toList());
            rig.assign(new Assigning(birds).record()).send(gate.event(12, "bell", 80));

            List<EventInterval> closed = rig.intervals().stream()
                    .filter(interval -> interval.getState() == IntervalState.CLOSED)
                    .toList();
            assertThat(closed).singleElement().satisfies(interval -> {
                assertThat(interval.getCloseReason()).isEqualTo(CloseReason.PACK_CHANGED);
                assertThat(interval.getLastIndex()).isEqualTo(11);
                assertThat(interval.getModel())
                        .extracting(PackReference::getName)
                        .isEqualTo("home");
            });
            assertThat(rig.events().get(12).getLabel()).isEqualTo("owl");
        }
    }

    @Test
    void eachStreamSwitchesForItself() {
        try (TopologyRig rig = rig()) {
            rig.send(quiet(0, 20)).assign(new Assigning(other).record());
            Script yard = Script.of("yard");
            rig.send(Stream.concat(quiet(20, 25).stream(), IntStream.range(0, 3).mapToObj(yard::quiet))
                    .toList());

            Map<String, List<String>> packs = rig.events().stream()
                    .collect(Collectors.groupingBy(
                            SegmentEvent::getStream, Collectors.mapping(ModelSwitchTest::pack, Collectors.toList())));
            assertThat(packs.get("gate")).containsOnly("home");
            assertThat(packs.get("yard")).containsOnly("other");
        }
    }

    private TopologyRig rig() {
        return new TopologyRig(new FixedShelf(home, other, sibling));
    }

    private List<Segment> quiet(long from, long to) {
        return LongStream.range(from, to).mapToObj(gate::quiet).toList();
    }

    private static String pack(SegmentEvent event) {
        return event.getModel().getName();
    }
}
