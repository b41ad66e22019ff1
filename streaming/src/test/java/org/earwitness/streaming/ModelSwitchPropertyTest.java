package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.fixture.Assigning;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.FixedShelf;
import org.earwitness.streaming.fixture.Script;

/**
 * Whatever the two packs are and wherever the switch and a restart fall: every event is, to the byte, what a run with the pack that
 * it names gives, each target has exactly one, and the new pack never gives way to the old one again.
 */
class ModelSwitchPropertyTest {
    private static final int TRIES = 300;

    /** What happens. */
    record Story(List<Segment> log, int switchAt, int restartAt, FixedEngine old, FixedEngine fresh) {}

    /** Where an event belongs. */
    record Place(long epoch, long index) {
        static Place of(SegmentEvent event) {
            return new Place(event.getEpoch(), event.getIndex());
        }
    }

    @Property(tries = TRIES)
    void everyEventIsWhatItsPackAloneWouldSay(@ForAll("story") Story story) {
        List<SegmentEvent> byOld = alone(story.log(), story.old());
        Set<SegmentEvent> byEither = new HashSet<>(byOld);
        byEither.addAll(alone(story.log(), story.fresh()));

        List<SegmentEvent> events = told(story);

        assertThat(events.stream().map(Place::of))
                .containsExactlyElementsOf(byOld.stream().map(Place::of).toList());
        // An event names its pack, so it is one of that pack's.
        assertThat(byEither).containsAll(events);
        List<String> packs =
                events.stream().map(event -> event.getModel().getName()).toList();
        int first = packs.contains("fresh") ? packs.indexOf("fresh") : packs.size();
        assertThat(packs.subList(first, packs.size())).doesNotContain("old");
    }

    private static List<SegmentEvent> alone(List<Segment> log, FixedEngine engine) {
        try (TopologyRig rig = new TopologyRig(engine)) {
            return rig.send(log).events();
        }
    }

    @Property(tries = TRIES)
    void aRestartAnywhereChangesNothing(@ForAll("story") Story story) {
        Story straight = new Story(story.log(), story.switchAt(), story.log().size(), story.old(), story.fresh());

        assertThat(told(story)).isEqualTo(told(straight));
    }

    private static List<SegmentEvent> told(Story story) {
        List<Segment> log = story.log();
        try (TopologyRig before = rig(story);
                TopologyRig after = rig(story)) {
            send(before, story, 0, Math.min(story.restartAt(), log.size()));
            after.takeOver(before);
            if (story.switchAt() < story.restartAt()) {
                after.assign(new Assigning(story.fresh()).record());
            } else {
                // What the first one knew, the second one reads before it starts.
                after.assign(new Assigning(story.old()).record());
            }
            send(after, story, story.restartAt(), log.size());
            return Stream.concat(before.events().stream(), after.events().stream())
                    .toList();
        }
    }

    private static void send(TopologyRig rig, Story story, int from, int to) {
        for (int i = from; i < to; i++) {
            if (i == story.switchAt()) {
                rig.assign(new Assigning(story.fresh()).record());
            }
            rig.send(story.log().get(i));
        }
    }

    private static TopologyRig rig(Story story) {
        return new TopologyRig(new FixedShelf(story.old(), story.fresh()));
    }

    @Provide
    Arbitrary<Story> story() {
        Arbitrary<FixedEngine> old = engine("old");
        Arbitrary<FixedEngine> fresh = engine("fresh");
        return Combinators.combine(
                        log(),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 60),
                        old,
                        fresh)
                .as(Story::new);
    }

    private static Arbitrary<FixedEngine> engine(String name) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of("a", "b"))
                .as((window, lookAhead, encoder) ->
                        new FixedEngine(name, window + lookAhead, lookAhead, encoder.repeat(64)));
    }

    private static Arbitrary<List<Segment>> log() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(30, 1), Tuple.of(1, 3), Tuple.of(1, 20)),
                        Arbitraries.frequency(Tuple.of(40, "media"), Tuple.of(1, "epoch"), Tuple.of(1, "stalled")),
                        Arbitraries.integers().between(0, FixedEngine.BACKGROUND),
                        Arbitraries.integers().between(20, 99))
                .as(Move::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(70)
                .map(ModelSwitchPropertyTest::logOf);
    }

    private record Move(int step, String what, int label, int percent) {}

    private static List<Segment> logOf(List<Move> moves) {
        List<Segment> log = new ArrayList<>();
        long epoch = 0;
        long index = 100;
        for (Move move : moves) {
            epoch += move.what().equals("epoch") ? 1 : 0;
            index += move.step();
            Script gate = Script.of("gate").epoch(epoch);
            log.add(
                    move.what().equals("stalled")
                            ? gate.stalled(index)
                            : gate.media(index, move.label(), move.percent()).build());
        }
        log.add(Script.of("gate").epoch(epoch).ended(index + 1));
        return log;
    }
}
