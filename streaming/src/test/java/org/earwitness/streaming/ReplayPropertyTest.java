package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.streams.test.TestRecord;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.Script;

/** Laws of the whole topology, over streams with gaps, epochs, duplicates, late and broken segments, and markers. */
class ReplayPropertyTest {
    private static final int TRIES = 60;

    /** One step of an untidy stream: how to move, and what comes. */
    record Move(int jump, boolean newEpoch, int content, int label, int percent) {}

    @Property(tries = TRIES)
    void everyEventComesOnceAndInOrderWhateverTheLookAhead(@ForAll("log") List<Segment> log) {
        List<Place> withoutLookAhead = placesOf(log, 0);

        assertThat(new HashSet<>(withoutLookAhead)).hasSameSizeAs(withoutLookAhead);
        assertThat(withoutLookAhead)
                .isSortedAccordingTo(Comparator.comparingLong(Place::epoch).thenComparingLong(Place::index));
        assertThat(placesOf(log, 3)).isEqualTo(withoutLookAhead);
        assertThat(placesOf(log, 9)).isEqualTo(withoutLookAhead);
    }

    @Property(tries = TRIES)
    void nothingIsLost(@ForAll("log") List<Segment> log) {
        Set<Place> readable = log.stream()
                .filter(segment -> segment.getKind() == SegmentKind.MEDIA)
                .map(Place::of)
                .collect(Collectors.toSet());
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(log);
            double dropped = rig.count("dropped", "reason", "duplicate") + rig.count("dropped", "reason", "late");
            int events = rig.events().size();

            assertThat(readable).hasSizeGreaterThanOrEqualTo(events);
            assertThat(events + rig.rejected().size() + dropped + rig.count("markers"))
                    .isEqualTo(log.size());
        }
    }

    @Property(tries = TRIES)
    void everyGapIsVisible(@ForAll("log") List<Segment> log) {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(log);
            Map<Long, Long> expected = new HashMap<>();
            for (SegmentEvent event : rig.events()) {
                Long next = expected.put(event.getEpoch(), event.getIndex() + 1);
                if (next != null) {
                    assertThat(event.getGapBefore()).isEqualTo(event.getIndex() - next);
                }
            }
        }
    }

    @Property(tries = TRIES)
    void replayGivesTheSameBytes(@ForAll("log") List<Segment> log) {
        assertThat(bytesOf(log, log.size())).isEqualTo(bytesOf(log, log.size()));
    }

    @Property(tries = TRIES)
    void aRestartAnywhereChangesNoByte(@ForAll("log") List<Segment> log, @ForAll int anywhere) {
        assertThat(bytesOf(log, Math.floorMod(anywhere, log.size()))).isEqualTo(bytesOf(log, log.size()));
    }

    @Property(tries = TRIES)
    void anOldLogThatComesAgainChangesNothing(@ForAll("log") List<Segment> log) {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(log);
            rig.events();
            rig.intervals();
            rig.send(log.stream()
                    .filter(segment -> segment.getKind() == SegmentKind.MEDIA)
                    .filter(segment -> segment.getAudio().hasRemaining())
                    .toList());

            assertThat(rig.events()).isEmpty();
            assertThat(rig.intervals()).isEmpty();
        }
    }

    @Property(tries = TRIES)
    void intervalsAreDisjointAndAllClosedAtTheEnd(@ForAll("log") List<Segment> log) {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(log);
            Map<String, List<EventInterval>> byId =
                    rig.intervals().stream().collect(Collectors.groupingBy(EventInterval::getId));

            assertThat(byId.values()).allSatisfy(records -> {
                assertThat(records.get(0).getState()).isEqualTo(IntervalState.OPEN);
                assertThat(records.get(records.size() - 1).getState()).isEqualTo(IntervalState.CLOSED);
            });
            List<EventInterval> closed = byId.values().stream()
                    .map(records -> records.get(records.size() - 1))
                    .sorted(Comparator.comparingLong(EventInterval::getEpoch)
                            .thenComparingLong(EventInterval::getFirstIndex))
                    .toList();
            for (int i = 1; i < closed.size(); i++) {
                EventInterval before = closed.get(i - 1);
                assertThat(closed.get(i).getEpoch() > before.getEpoch()
                                || closed.get(i).getFirstIndex() > before.getLastIndex())
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<List<Segment>> log() {
        Arbitrary<Move> move = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(12, 1),
                                Tuple.of(1, 0),
                                Tuple.of(1, -1),
                                Tuple.of(1, -4),
                                Tuple.of(2, 2),
                                Tuple.of(1, 5),
                                Tuple.of(1, 40)),
                        Arbitraries.integers().between(0, 19).map(dice -> dice == 0),
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.integers().between(0, FixedEngine.BACKGROUND),
                        Arbitraries.integers().between(20, 99))
                .as(Move::new);
        return move.list().ofMinSize(1).ofMaxSize(60).map(ReplayPropertyTest::logOf);
    }

    /** A log always ends with an ENDED marker behind everything. */
    private static List<Segment> logOf(List<Move> moves) {
        Script gate = Script.of("gate");
        List<Segment> log = new ArrayList<>();
        long epoch = 0;
        long index = 100;
        long last = index;
        for (Move move : moves) {
            epoch += move.newEpoch() ? 1 : 0;
            index = Math.max(0, index + move.jump());
            last = Math.max(last, index);
            log.add(segment(gate.epoch(epoch), index, move));
        }
        log.add(gate.epoch(epoch).ended(last + 1));
        return log;
    }

    private static Segment segment(Script gate, long index, Move move) {
        return switch (move.content()) {
            case 0 -> gate.stalled(index);
            case 1 -> gate.ended(index);
            case 2 -> gate.unreadable(index);
            case 3 ->
                gate.media(index, move.label(), move.percent())
                        .setAudioTrack(AudioTrack.SILENT)
                        .build();
            default -> gate.media(index, move.label(), move.percent()).build();
        };
    }

    private static List<Place> placesOf(List<Segment> log, int lookAhead) {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(lookAhead))) {
            return rig.send(log).events().stream()
                    .map(event -> new Place(event.getEpoch(), event.getIndex()))
                    .toList();
        }
    }

    /** All that comes out of a log, in hexadecimal, with a restart before one of its records. */
    private static List<String> bytesOf(List<Segment> log, int restartAt) {
        try (TopologyRig before = new TopologyRig(new FixedEngine(3));
                TopologyRig after = new TopologyRig(new FixedEngine(3))) {
            before.send(log.subList(0, restartAt));
            after.takeOver(before).send(log.subList(restartAt, log.size()));
            return Stream.of(
                            before.eventRecords(),
                            after.eventRecords(),
                            before.intervalRecords(),
                            after.intervalRecords())
                    .flatMap(List::stream)
                    .map(TestRecord::value)
                    .map(HexFormat.of()::formatHex)
                    .toList();
        }
    }

    record Place(long epoch, long index) {
        static Place of(Segment segment) {
            return new Place(segment.getEpoch(), segment.getIndex());
        }
    }
}
