package org.earwitness.streaming.interval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.serialization.Serde;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.interval.IntervalBuilder.Step;

/** Laws of the fold, over random events and random ways to cut them. */
class IntervalPropertyTest {

    /** One event of an untidy stream. */
    record Beat(int jump, boolean newEpoch, int kind, int percent) {}

    @Property
    void everyIntervalOpensOnceClosesOnceAndKeepsItsId(
            @ForAll("events") List<SegmentEvent> events, @ForAll("cuts") IntervalConfig config) {
        for (List<EventInterval> records : byId(fold(config, events)).values()) {
            assertThat(records).extracting(EventInterval::getState).startsWith(IntervalState.OPEN);
            assertThat(records).extracting(EventInterval::getState).endsWith(IntervalState.CLOSED);
            assertThat(records.subList(1, records.size() - 1))
                    .extracting(EventInterval::getState)
                    .allMatch(IntervalState.UPDATED::equals);
            assertThat(records)
                    .extracting(EventInterval::getRevision)
                    .containsExactlyElementsOf(
                            IntStream.range(0, records.size()).boxed().toList());
            assertThat(records)
                    .extracting(EventInterval::getFirstIndex)
                    .containsOnly(records.get(0).getFirstIndex());
            assertThat(records).extracting(EventInterval::getLastIndex).isSorted();
        }
    }

    @Property
    void intervalsOfAStreamNeverOverlap(
            @ForAll("events") List<SegmentEvent> events, @ForAll("cuts") IntervalConfig config) {
        List<EventInterval> closed = closed(fold(config, events));
        assertThat(closed)
                .isSortedAccordingTo(Comparator.comparingLong(EventInterval::getEpoch)
                        .thenComparingLong(EventInterval::getFirstIndex));
        for (int i = 1; i < closed.size(); i++) {
            boolean apart = closed.get(i).getEpoch() > closed.get(i - 1).getEpoch()
                    || closed.get(i).getFirstIndex() > closed.get(i - 1).getLastIndex();
            assertThat(apart).isTrue();
        }
    }

    @Property
    void everyIntervalKeepsTheLimits(
            @ForAll("events") List<SegmentEvent> events, @ForAll("cuts") IntervalConfig config) {
        assertThat(closed(fold(config, events))).allSatisfy(interval -> {
            long length = interval.getLastIndex() - interval.getFirstIndex() + 1;
            assertThat(length).isBetween((long) config.minimumSegments(), (long) config.maximumSegments());
            assertThat(interval.getPeakScore()).isGreaterThanOrEqualTo(interval.getMeanScore());
            assertThat(interval.getPeakScore()).isGreaterThanOrEqualTo((float) config.onThreshold(interval.getLabel()));
            assertThat((long) interval.getSegments()).isBetween(1L, length);
            assertThat(interval.getCloseReason()).isNotNull();
        });
    }

    @Property
    void aFoldInPiecesWithStateInBytesIsTheFoldOfTheWhole(
            @ForAll("events") List<SegmentEvent> events, @ForAll("cuts") IntervalConfig config) {
        IntervalBuilder builder = new IntervalBuilder(config, Events.LABELS);
        List<EventInterval> records = new ArrayList<>();
        Optional<OpenInterval> open = Optional.empty();
        for (SegmentEvent event : events) {
            Step step = new IntervalBuilder(config, Events.LABELS).observe(open, event);
            records.addAll(step.published());
            open = step.open().map(IntervalPropertyTest::throughBytes);
        }
        records.addAll(builder.end(open, CloseReason.ENDED).published());

        assertThat(records).isEqualTo(fold(config, events));
    }

    @Property
    void everySegmentThatWouldOpenLiesInAnInterval(@ForAll("events") List<SegmentEvent> events) {
        IntervalConfig config = IntervalConfig.DEFAULTS;
        List<EventInterval> closed = closed(fold(config, events));

        assertThat(events.stream().filter(event -> !event.getBackground() && event.getScore() >= config.onThreshold()))
                .allSatisfy(event -> assertThat(closed)
                        .filteredOn(interval -> interval.getEpoch() == event.getEpoch()
                                && interval.getLabel().equals(event.getLabel())
                                && interval.getFirstIndex() <= event.getIndex()
                                && event.getIndex() <= interval.getLastIndex())
                        .hasSize(1));
    }

    @Provide
    Arbitrary<List<SegmentEvent>> events() {
        return Combinators.combine(
                        Arbitraries.of(1, 1, 1, 1, 1, 2, 3, 9),
                        Arbitraries.integers().between(0, 24).map(dice -> dice == 0),
                        Arbitraries.of(0, 0, 0, 1, 1, 2, 3, 4),
                        Arbitraries.integers().between(0, 100))
                .as(Beat::new)
                .list()
                .ofMaxSize(60)
                .map(IntervalPropertyTest::eventsOf);
    }

    @Provide
    Arbitrary<IntervalConfig> cuts() {
        return Combinators.combine(
                        Arbitraries.doubles().between(0.3, 0.9),
                        Arbitraries.doubles().between(0, 0.3),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(4, 12),
                        Arbitraries.integers().between(0, 4))
                .as((on, off, minimum, gap, maximum, update) ->
                        new IntervalConfig(on, off, minimum, gap, maximum, update, Map.of()));
    }

    private static List<SegmentEvent> eventsOf(List<Beat> beats) {
        List<SegmentEvent> events = new ArrayList<>();
        long epoch = 0;
        long index = 0;
        for (Beat beat : beats) {
            epoch += beat.newEpoch() ? 1 : 0;
            index += beat.jump();
            Events gate = new Events("gate", epoch);
            double score = beat.percent() / 100.0;
            SegmentEvent event = switch (beat.kind()) {
                case 0 -> gate.bark(index, score);
                case 1 -> gate.bell(index, score);
                case 2 -> gate.background(index, score / 2);
                case 3 -> gate.unscored(index);
                default -> gate.quiet(index);
            };
            events.add(index % 2 == 0 ? gate.kept(event) : event);
        }
        return events;
    }

    private static OpenInterval throughBytes(OpenInterval open) {
        Serde<OpenInterval> serde = OpenInterval.serde();
        return serde.deserializer().deserialize("", serde.serializer().serialize("", open));
    }

    private static List<EventInterval> fold(IntervalConfig config, List<SegmentEvent> events) {
        return new IntervalBuilder(config, Events.LABELS).fold(events, CloseReason.ENDED);
    }

    private static Map<String, List<EventInterval>> byId(List<EventInterval> records) {
        return records.stream().collect(Collectors.groupingBy(EventInterval::getId));
    }

    private static List<EventInterval> closed(List<EventInterval> records) {
        return records.stream()
                .filter(record -> record.getState() == IntervalState.CLOSED)
                .toList();
    }
}
