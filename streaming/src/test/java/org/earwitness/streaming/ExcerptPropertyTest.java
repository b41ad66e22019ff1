package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.streams.test.TestRecord;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.InMemorySchemaRegistry;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.Script;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.localize.ShownMedia;
import org.earwitness.streaming.replay.EncodingAhead;
import org.earwitness.streaming.replay.Excerpt;
import org.earwitness.streaming.replay.IntervalCut;
import org.earwitness.streaming.replay.Pace;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.PlannedStretch;
import org.earwitness.streaming.replay.Sighting;
import org.earwitness.streaming.replay.StreamLog;

/** A replay of any range of any stream gives the bytes that the whole log gave there. */
class ExcerptPropertyTest {
    private static final int TRIES = 150;

    record Move(int jump, boolean newEpoch, int content, int label, int percent) {}

    /** What came out: events by place, records of intervals by id in order, each with its bytes. */
    private record Results(Map<Place, String> events, Map<String, List<String>> bytes, List<EventInterval> intervals) {}

    @Property(tries = TRIES)
    void anyRangeGivesTheBytesOfTheWholeLog(
            @ForAll("log") List<Segment> log,
            @ForAll @IntRange(max = 99) int firstPercent,
            @ForAll @IntRange(min = 1, max = 100) int lengthPercent,
            @ForAll @IntRange(max = 4) int lookAhead,
            @ForAll @IntRange(min = 1, max = 3) int minimumSegments) {
        IntervalConfig interval = new IntervalConfig(0.5, 0.3, minimumSegments, 1, 12, 2, Map.of());
        StreamingConfig config = TopologyRig.config(false, 0, interval);
        StreamLog stream = logOf(log);
        List<Sighting> media = stream.media();
        if (media.isEmpty()) {
            return;
        }
        int first = media.size() * firstPercent / 100;
        int behind = Math.min(media.size(), first + Math.max(1, media.size() * lengthPercent / 100));
        Place reported = media.get(first).place();
        Place end = behind < media.size() ? media.get(behind).place() : new Place(Long.MAX_VALUE, 0);

        Results whole = run(config, new FixedEngine(lookAhead), log, Optional.empty());
        IntervalCut cut = new IntervalCut(reported, end, interval);
        Place observed = cut.observedFrom(whole.intervals());
        PlannedStretch planned = stream.plan(reported, end, observed, FixedEngine.WINDOW, lookAhead);
        Excerpt excerpt = new Excerpt(Map.of("gate", planned.stretch()), Pace.UNLIMITED);
        Results part;
        try (EncodingAhead ahead = new EncodingAhead(new FixedEngine(lookAhead), 2, 400_000)) {
            // As the interceptor does; more than fits, so that some are let go and encoded when they are asked for.
            log.forEach(segment -> {
                if (segment.getAudio().hasRemaining() && !segment.getFrames().isEmpty()) {
                    ahead.announce(ShownMedia.of(segment));
                }
            });
            part = run(config, ahead, log, Optional.of(excerpt));
        }

        Map<Place, String> expected = new LinkedHashMap<>(whole.events());
        expected.keySet().removeIf(place -> place.isBefore(reported) || !place.isBefore(end));
        assertThat(part.events()).as("events from %s to %s", reported, end).isEqualTo(expected);
        part.bytes()
                .forEach((id, records) -> assertThat(whole.bytes().getOrDefault(id, List.of()))
                        .as("interval %s of the range from %s", id, reported)
                        .startsWith(records.toArray(String[]::new)));
        Set<String> touching = whole.intervals().stream()
                .filter(cut::touches)
                .map(EventInterval::getId)
                .collect(Collectors.toSet());
        assertThat(part.bytes().keySet())
                .containsAll(whole.intervals().stream()
                        .filter(each -> each.getRevision() == 0 && touching.contains(each.getId()))
                        .filter(cut::isPublishedInside)
                        .map(EventInterval::getId)
                        .toList());
    }

    private static Results run(
            StreamingConfig config, InferenceEngine engine, List<Segment> log, Optional<Excerpt> excerpt) {
        try (TopologyRig rig =
                new TopologyRig(config, engine, InMemorySchemaRegistry.with(TopologyRig.TOPICS), excerpt)) {
            rig.send(log);
            Map<Place, String> events = new LinkedHashMap<>();
            for (TestRecord<byte[], byte[]> record : rig.eventRecords()) {
                SegmentEvent event = rig.event(record);
                events.put(
                        new Place(event.getEpoch(), event.getIndex()),
                        HexFormat.of().formatHex(record.value()));
            }
            Map<String, List<String>> bytes = new LinkedHashMap<>();
            List<EventInterval> intervals = new ArrayList<>();
            for (TestRecord<byte[], byte[]> record : rig.intervalRecords()) {
                EventInterval interval = rig.interval(record);
                intervals.add(interval);
                bytes.computeIfAbsent(interval.getId(), any -> new ArrayList<>())
                        .add(HexFormat.of().formatHex(record.value()));
            }
            return new Results(events, bytes, intervals);
        }
    }

    /** The log as a replay sees it: what the topology refused is known from the topic of rejected records. */
    private static StreamLog logOf(List<Segment> log) {
        StreamLog stream = new StreamLog();
        for (int offset = 0; offset < log.size(); offset++) {
            Segment segment = log.get(offset);
            if (FixedEngine.isUnreadable(segment)) {
                continue;
            }
            stream.add(new Sighting(
                    offset,
                    0,
                    segment.getKind(),
                    new Place(segment.getEpoch(), segment.getIndex()),
                    segment.getStartMicros()));
        }
        return stream;
    }

    @Provide
    Arbitrary<List<Segment>> log() {
        Arbitrary<Move> move = Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(24, 1),
                                Tuple.of(1, 0),
                                Tuple.of(1, -4),
                                Tuple.of(2, 2),
                                Tuple.of(1, 5),
                                Tuple.of(1, 40)),
                        Arbitraries.integers().between(0, 29).map(dice -> dice == 0),
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, FixedEngine.BACKGROUND),
                        Arbitraries.integers().between(20, 99))
                .as(Move::new);
        return move.list().ofMinSize(1).ofMaxSize(80).map(ExcerptPropertyTest::segments);
    }

    private static List<Segment> segments(List<Move> moves) {
        List<Segment> log = new ArrayList<>();
        long epoch = 0;
        long index = 100;
        for (Move move : moves) {
            epoch += move.newEpoch() ? 1 : 0;
            index = Math.max(0, index + move.jump());
            Script gate = Script.of("gate").epoch(epoch);
            log.add(
                    switch (move.content()) {
                        case 0 -> gate.stalled(index);
                        case 1 -> gate.ended(index);
                        case 2 -> gate.unreadable(index);
                        case 3 ->
                            gate.media(index, move.label(), move.percent())
                                    .setAudioTrack(AudioTrack.SILENT)
                                    .build();
                        default ->
                            gate.media(index, move.label(), move.percent()).build();
                    });
        }
        return log;
    }
}
