package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.InMemorySchemaRegistry;
import org.earwitness.schemas.IntervalState;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.VideoTrack;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.Script;
import org.earwitness.streaming.interval.IntervalConfig;
import org.junit.jupiter.api.Test;

class LocalizationTopologyTest {
    private final Script gate = Script.of("gate");

    @Test
    void itIsDrawnAsExpected() throws IOException {
        String drawing = new LocalizationTopology(
                        StreamingConfig.DEFAULTS,
                        TopologyRig.TOPICS,
                        new AvroSerdes(InMemorySchemaRegistry.with(TopologyRig.TOPICS)),
                        new FixedEngine(0),
                        new SimpleMeterRegistry())
                .build()
                .describe()
                .toString();

        GoldenText.assertEquals("expected-topology.txt", drawing);
    }

    @Test
    void aSegmentBecomesOneCompleteEvent() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.event(5, "bell", 80));

            assertThat(rig.events()).singleElement().satisfies(event -> {
                assertThat(event.getStream()).isEqualTo("gate");
                assertThat(event.getEpoch()).isZero();
                assertThat(event.getIndex()).isEqualTo(5);
                assertThat(event.getStartMicros()).isEqualTo(5_000_000);
                assertThat(event.getDurationMicros()).isEqualTo(1_000_000);
                assertThat(event.getLabel()).isEqualTo("bell");
                assertThat(event.getScore()).isEqualTo(0.8f);
                assertThat(event.getBackground()).isFalse();
                assertThat(event.getProbabilities()).containsExactly(0f, 0.8f, 0f, 0.2f);
                assertThat(event.getAttention()).hasSize(49);
                assertThat(event.getGapBefore()).isZero();
                assertThat(event.getDiscontinuity()).isFalse();
                assertThat(event.getContext().getWindow()).isEqualTo(10);
                assertThat(event.getContext().getPicture()).isEqualTo(1L << 9);
                assertThat(event.getContext().getSound()).isEqualTo(1L << 9);
                assertThat(event.getState()).isEqualTo(EventState.SCORED);
                assertThat(event.getUnscoredReason()).isNull();
                assertThat(event.getModel().getName()).isEqualTo("fixed");
            });
        }
    }

    @Test
    void theReferenceToTheOriginalMediaTravelsToTheEventAndTheInterval() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(1))) {
            for (long index = 5; index < 7; index++) {
                rig.send(gate.media(index, FixedEngine.LABELS.indexOf("bell"), 80)
                        .setClip("clip:gate/0/" + index + "@local")
                        .build());
            }
            rig.send(gate.media(7, FixedEngine.LABELS.indexOf("bell"), 80)
                    .setClip("x".repeat(5_000))
                    .build());
            rig.send(gate.ended(8));

            assertThat(rig.events())
                    .extracting(SegmentEvent::getClip)
                    .containsExactly("clip:gate/0/5@local", "clip:gate/0/6@local", null);
            assertThat(rig.intervals())
                    .extracting(EventInterval::getClip)
                    .last()
                    .isEqualTo("clip:gate/0/5-7@local");
        }
    }

    @Test
    void eventsAndIntervalsAreCloudEvents() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(Script.of("gate 3").epoch(7).event(5, "bell", 80));

            assertThat(headersOf(rig.eventRecords().get(0)))
                    .isEqualTo(Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "gate 3/7/5",
                            "ce_type", "org.earwitness.segment-event.v1",
                            "ce_source", "/earwitness/streams/gate%203",
                            "content-type", "application/avro"));
            assertThat(headersOf(rig.intervalRecords().get(0)))
                    .containsEntry("ce_id", "gate 3/7/5/bell/0")
                    .containsEntry("ce_type", "org.earwitness.event-interval.v1");
        }
    }

    @Test
    void aDuplicateSegmentIsCountedAndForwardsNothing() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.quiet(1), gate.quiet(0));

            assertThat(rig.events()).hasSize(2);
            assertThat(rig.count("dropped", "reason", "duplicate")).isEqualTo(1);
            assertThat(rig.count("segments")).isEqualTo(2);
        }
    }

    @Test
    void aLateSegmentIsCountedAndForwardsNothing() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.quiet(2), gate.quiet(1), gate.epoch(1).quiet(0), gate.quiet(3));

            assertThat(rig.events()).extracting(SegmentEvent::getIndex).containsExactly(0L, 2L, 0L);
            assertThat(rig.count("dropped", "reason", "late")).isEqualTo(2);
        }
    }

    @Test
    void aJumpIsAGapOnTheNextEventAndAHoleInItsWindow() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.quiet(4));

            SegmentEvent event = rig.events().get(1);
            assertThat(event.getGapBefore()).isEqualTo(3);
            assertThat(event.getContext().getPicture()).isEqualTo(1L << 9 | 1L << 5);
            assertThat(rig.count("gaps")).isEqualTo(3);
        }
    }

    @Test
    void aNewEpochIsADiscontinuityWithAnEmptyWindow() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.quiet(1), gate.epoch(1).quiet(2));

            SegmentEvent event = rig.events().get(2);
            assertThat(event.getDiscontinuity()).isTrue();
            assertThat(event.getGapBefore()).isZero();
            assertThat(event.getContext().getPicture()).isEqualTo(1L << 9);
            assertThat(rig.count("discontinuities")).isEqualTo(1);
        }
    }

    @Test
    void tracksThatMaskAreNeitherEncodedNorCountedAsContext() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(
                    gate.media(0, 0, 90).setAudioTrack(AudioTrack.SILENT).build(),
                    gate.media(1, 0, 90).setVideoTrack(VideoTrack.BLACK).build(),
                    gate.media(2, 0, 90).setVideoTrack(VideoTrack.FROZEN).build());

            List<SegmentEvent> events = rig.events();
            assertThat(events).extracting(SegmentEvent::getBackground).containsExactly(true, true, false);
            assertThat(events.get(2).getContext().getPicture()).isEqualTo(1L << 9 | 1L << 7);
            assertThat(events.get(2).getContext().getSound()).isEqualTo(1L << 9 | 1L << 8);
            assertThat(events.get(1).getAttention()).containsOnly(0f);
        }
    }

    @Test
    void aSegmentWithoutAnyTrackIsAnEventAndNeverAsksTheEncoder() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(engine)) {
            rig.send(gate.media(0, 0, 90)
                    .setVideoTrack(VideoTrack.MISSING)
                    .setAudioTrack(AudioTrack.MISSING)
                    .build());

            assertThat(rig.events()).singleElement().satisfies(event -> {
                assertThat(event.getState()).isEqualTo(EventState.SCORED);
                assertThat(event.getBackground()).isTrue();
            });
            assertThat(engine.calls()).isEqualTo(1);
        }
    }

    @Test
    void aTargetWaitsForItsLookAheadAndThenKnowsIt() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(gate.event(0, "bark", 70), gate.quiet(1), gate.quiet(2));
            assertThat(rig.events()).isEmpty();

            rig.send(gate.quiet(3));

            SegmentEvent event = rig.events().get(0);
            assertThat(event.getIndex()).isZero();
            assertThat(event.getLabel()).isEqualTo("bark");
            assertThat(event.getContext().getPicture()).isEqualTo(0b11_1100_0000L);
        }
    }

    @Test
    void aGapLetsGoOfTargetsWithoutShowingThemWhatCameAfter() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(gate.quiet(0), gate.quiet(1), gate.quiet(20));

            List<SegmentEvent> events = rig.events();
            assertThat(events).extracting(SegmentEvent::getIndex).containsExactly(0L, 1L);
            assertThat(events.get(1).getContext().getPicture()).isEqualTo(0b110_0000L);
        }
    }

    @Test
    void markersFlushWhatWaitsAndCloseWhatIsOpen() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(gate.event(0, "bark", 70), gate.event(1, "bark", 90), gate.ended(2), gate.ended(2));

            assertThat(rig.events()).extracting(SegmentEvent::getIndex).containsExactly(0L, 1L);
            List<EventInterval> intervals = rig.intervals();
            assertThat(intervals)
                    .extracting(EventInterval::getState)
                    .containsExactly(IntervalState.OPEN, IntervalState.CLOSED);
            assertThat(intervals.get(1).getCloseReason()).isEqualTo(CloseReason.ENDED);
            assertThat(intervals.get(1).getLastIndex()).isEqualTo(1);
            assertThat(rig.count("dropped", "reason", "duplicate")).isEqualTo(1);
        }
    }

    @Test
    void aStreamThatComesBackAfterStalledGoesOnAtTheSameIndex() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            rig.send(gate.quiet(0), gate.stalled(1), gate.quiet(1), gate.quiet(2), gate.ended(3));

            List<SegmentEvent> events = rig.events();
            assertThat(events).extracting(SegmentEvent::getIndex).containsExactly(0L, 1L, 2L);
            assertThat(events).extracting(SegmentEvent::getGapBefore).containsOnly(0L);
            assertThat(rig.count("markers")).isEqualTo(2);
        }
    }

    @Test
    void anEngineThatGivesNoAnswerMakesUnscoredEventsAndIsLeftAlone() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(engine)) {
            engine.failNext(() -> InferenceUnavailable.deadline("no answer within 5000 ms, 3 callers waiting"));
            rig.send(gate.event(0, "bark", 90), gate.event(1, "bark", 90));

            assertThat(rig.events()).allSatisfy(event -> {
                assertThat(event.getState()).isEqualTo(EventState.UNSCORED);
                assertThat(event.getUnscoredReason()).contains("no answer within 5000 ms");
                assertThat(event.getLabel()).isEqualTo("background");
                assertThat(event.getBackground()).isTrue();
                assertThat(event.getProbabilities()).isEmpty();
                assertThat(event.getAttention()).isEqualTo(Collections.nCopies(49, 0f));
            });
            assertThat(engine.calls()).isEqualTo(1);

            rig.passEngineTime(Duration.ofSeconds(6));
            rig.send(gate.event(2, "bark", 90));

            assertThat(rig.events()).singleElement().satisfies(event -> {
                assertThat(event.getState()).isEqualTo(EventState.SCORED);
                assertThat(event.getContext().getPicture()).isEqualTo(1L << 9);
            });
            assertThat(rig.count("events", "state", "unscored")).isEqualTo(2);
        }
    }

    @Test
    void aFailureOfTheRuntimeCostsOneEventOnly() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(engine)) {
            engine.failNext(() -> InferenceUnavailable.failure("out of memory", new IllegalStateException("native")));
            rig.send(gate.quiet(0), gate.quiet(1));

            assertThat(rig.events())
                    .extracting(SegmentEvent::getState)
                    .containsExactly(EventState.UNSCORED, EventState.SCORED);
        }
    }

    @Test
    void withoutAnAnswerInTimeARunFailsInsteadOfRecordingIt() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(TopologyRig.config(true, 0, IntervalConfig.DEFAULTS), engine)) {
            engine.failNext(() -> InferenceUnavailable.deadline("no answer"));

            assertThatThrownBy(() -> rig.send(gate.quiet(0))).hasRootCauseInstanceOf(InferenceUnavailable.class);
            assertThat(rig.rejected()).isEmpty();
            assertThat(rig.events()).isEmpty();
        }
    }

    @Test
    void streamsDoNotTouchEachOther() {
        Script yard = Script.of("yard");
        try (TopologyRig together = new TopologyRig(new FixedEngine(1));
                TopologyRig alone = new TopologyRig(new FixedEngine(1))) {
            List<Segment> mine = IntStream.range(0, 6)
                    .mapToObj(index -> gate.event(index, "bark", 60 + index))
                    .toList();
            mine.forEach(segment -> together.send(segment, yard.event(segment.getIndex() * 3, "bell", 50)));
            alone.send(mine);

            assertThat(together.events().stream()
                            .filter(event -> event.getStream().equals("gate")))
                    .containsExactlyElementsOf(alone.events());
        }
    }

    @Test
    void aPackWithAnotherWindowTakesOverWithoutLosingWhatWaits() {
        try (TopologyRig before = new TopologyRig(new FixedEngine(10, 3, "a".repeat(64)));
                TopologyRig after = new TopologyRig(new FixedEngine(5, 0, "b".repeat(64)))) {
            before.send(gate.quiet(0), gate.quiet(1), gate.quiet(2), gate.quiet(3), gate.quiet(4));
            assertThat(before.events()).hasSize(2);

            after.takeOver(before).send(gate.quiet(5), gate.quiet(6));

            List<SegmentEvent> events = after.events();
            assertThat(events).extracting(SegmentEvent::getIndex).containsExactly(2L, 3L, 4L, 5L, 6L);
            assertThat(events)
                    .extracting(SegmentEvent::getState)
                    .containsExactly(
                            EventState.UNSCORED,
                            EventState.UNSCORED,
                            EventState.UNSCORED,
                            EventState.SCORED,
                            EventState.SCORED);
            assertThat(events.get(4).getContext().getPicture()).isEqualTo(0b11000L);
        }
    }

    @Test
    void aStreamWhoseIngestDiedIsMarkedStalledInTheLogAndClosedByTheMarker() {
        try (TopologyRig rig =
                new TopologyRig(TopologyRig.config(false, 20_000, IntervalConfig.DEFAULTS), new FixedEngine(3))) {
            rig.send(gate.event(0, "bark", 70), gate.event(1, "bark", 70));
            rig.passTime(Duration.ofSeconds(15));
            assertThat(rig.events()).isEmpty();

            rig.passTime(Duration.ofSeconds(10));

            assertThat(rig.events()).hasSize(2);
            assertThat(rig.intervals())
                    .extracting(EventInterval::getCloseReason)
                    .containsExactly(null, CloseReason.STALLED);
            rig.passTime(Duration.ofMinutes(5));
            assertThat(rig.count("stalled")).isEqualTo(1);
            assertThat(rig.count("markers")).isEqualTo(1);
        }
    }

    @Test
    void aStreamThatEndedIsNeverMarkedStalled() {
        try (TopologyRig rig =
                new TopologyRig(TopologyRig.config(false, 20_000, IntervalConfig.DEFAULTS), new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.ended(1));
            rig.passTime(Duration.ofMinutes(5));

            assertThat(rig.count("stalled")).isZero();
        }
    }

    @Test
    void oneSlotAStreamAndSegmentIsOverwrittenInPlace() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(3))) {
            IntStream.range(0, 200).forEach(index -> rig.send(gate.quiet(index)));

            assertThat(rig.store(LocalizationTopology.FEATURE_WINDOW).approximateNumEntries())
                    .isEqualTo(13);
            assertThat(rig.store(LocalizationTopology.STREAM_PROGRESS).approximateNumEntries())
                    .isEqualTo(1);
        }
    }

    private static Map<String, String> headersOf(TestRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
