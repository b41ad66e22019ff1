package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.earwitness.schemas.AudioTrack;
import org.earwitness.schemas.RegistryUnavailable;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.streaming.fixture.AbsentRegistry;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.Script;
import org.junit.jupiter.api.Test;

class RejectionTest {
    private static final byte[] POISON = "this was never a segment".getBytes(StandardCharsets.UTF_8);

    private final Script gate = Script.of("gate");

    @Test
    void aPoisonRecordIsADeadLetterAndTheRestGoesOn() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            Headers headers = new RecordHeaders().add("trace", "7".getBytes(StandardCharsets.UTF_8));
            rig.send(gate.quiet(0));
            rig.sendBytes("gate", POISON, headers);
            rig.send(gate.quiet(1));

            assertThat(rig.events()).extracting(SegmentEvent::getIndex).containsExactly(0L, 1L);
            TestRecord<byte[], byte[]> letter = rig.rejected().get(0);
            assertThat(letter.value()).isEqualTo(POISON);
            assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("gate");
            assertThat(headersOf(letter))
                    .containsEntry("trace", "7")
                    .containsEntry("__streams.errors.exception", "org.earwitness.schemas.UndecodableRecord")
                    .containsEntry("__streams.errors.topic", "av.segments")
                    .containsEntry("__streams.errors.partition", "0")
                    .containsEntry("__streams.errors.offset", "1")
                    .containsEntry("earwitness.reason", "UNDECODABLE")
                    .containsEntry("earwitness.stream", "gate")
                    .containsKey("__streams.errors.stacktrace")
                    .doesNotContainKey("earwitness.index");
            assertThat(headersOf(letter).get("__streams.errors.message")).contains("instead of 0");
            assertThat(rig.count("rejected", "reason", "undecodable")).isEqualTo(1);
        }
    }

    @Test
    void aRefusedSegmentKeepsItsBytesAndTellsItsPlace() {
        Segment refused =
                gate.media(4, 0, 90).setAudio(ByteBuffer.allocate(31_999)).build();
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(3), refused, gate.quiet(5));

            TestRecord<byte[], byte[]> letter = rig.rejected().get(0);
            assertThat(letter.value()).isEqualTo(rig.bytesOf(refused));
            assertThat(headersOf(letter))
                    .containsEntry("__streams.errors.exception", "org.earwitness.streaming.rejected.SegmentRefused")
                    .containsEntry("__streams.errors.offset", "1")
                    .containsEntry("earwitness.reason", "BAD_AUDIO")
                    .containsEntry("earwitness.stream", "gate")
                    .containsEntry("earwitness.epoch", "0")
                    .containsEntry("earwitness.index", "4");
            assertThat(rig.events()).extracting(SegmentEvent::getGapBefore).containsExactly(0L, 1L);
        }
    }

    @Test
    void anUnreadableFrameRefusesItsSegmentWhichThenIsMissing() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(1))) {
            rig.send(gate.quiet(0), gate.unreadable(1), gate.quiet(2), gate.ended(3));

            assertThat(headersOf(rig.rejected().get(0)))
                    .containsEntry("earwitness.reason", "UNREADABLE_FRAME")
                    .containsEntry("earwitness.index", "1");
            List<SegmentEvent> events = rig.events();
            assertThat(events).extracting(SegmentEvent::getIndex).containsExactly(0L, 2L);
            assertThat(events).extracting(SegmentEvent::getGapBefore).containsExactly(0L, 1L);
            assertThat(events.get(1).getContext().getPicture()).isEqualTo(0b1_0100_0000L);
        }
    }

    @Test
    void aRefusedSegmentMayComeAgainAsLongAsNothingNewerCame() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.unreadable(1), gate.quiet(1));

            assertThat(rig.events()).extracting(SegmentEvent::getGapBefore).containsExactly(0L, 0L);
        }
    }

    @Test
    void theNewsOfAnEpochIsNotLostWithTheSegmentThatCarriedIt() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.send(gate.quiet(0), gate.epoch(1).unreadable(0), gate.epoch(1).quiet(1));

            assertThat(rig.events()).extracting(SegmentEvent::getDiscontinuity).containsExactly(false, true);
        }
    }

    @Test
    void eachFlawHasItsReason() {
        ByteBuffer frame = ByteBuffer.wrap(new byte[] {0, 90});
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.sendUnder("yard", gate.quiet(0));
            rig.sendBytes("gate", rig.bytesOf(Script.of("").quiet(0)), new RecordHeaders());
            rig.send(
                    gate.media(0, 0, 90).setKind(SegmentKind.UNKNOWN).build(),
                    gate.quiet(-1),
                    gate.epoch(-1).quiet(0),
                    gate.quiet(Long.MAX_VALUE),
                    gate.media(0, 0, 90).setDurationMicros(0).build(),
                    gate.media(0, 0, 90).setDurationMicros(1_000_001).build(),
                    gate.media(0, 0, 90).setAudio(ByteBuffer.allocate(0)).build(),
                    gate.media(0, 0, 90)
                            .setAudioTrack(AudioTrack.MISSING)
                            .setAudio(ByteBuffer.allocate(2))
                            .build(),
                    gate.media(0, 0, 90).setFrames(List.of()).build(),
                    gate.media(0, 0, 90)
                            .setFrames(Collections.nCopies(65, frame))
                            .build(),
                    gate.media(0, 0, 90)
                            .setFrames(List.of(ByteBuffer.allocate(0)))
                            .build(),
                    gate.media(0, 0, 90).setKind(SegmentKind.ENDED).build());

            assertThat(rig.rejected())
                    .extracting(letter -> headersOf(letter).get("earwitness.reason"))
                    .containsExactly(
                            "WRONG_KEY",
                            "BAD_NAME",
                            "UNKNOWN_KIND",
                            "BAD_COORDINATES",
                            "BAD_COORDINATES",
                            "BAD_COORDINATES",
                            "BAD_DURATION",
                            "BAD_DURATION",
                            "BAD_AUDIO",
                            "BAD_AUDIO",
                            "BAD_FRAMES",
                            "BAD_FRAMES",
                            "BAD_FRAMES",
                            "UNEXPECTED_MEDIA");
            assertThat(rig.events()).isEmpty();
        }
    }

    @Test
    void aRegistryThatIsAwayIsNeverARecordsFault() {
        try (TopologyRig rig =
                new TopologyRig(TopologyRig.USUAL, new FixedEngine(0), new AbsentRegistry(TopologyRig.TOPICS))) {
            byte[] written = {0, 0, 0, 0, 99, 1, 2, 3};

            assertThatThrownBy(() -> rig.sendBytes("gate", written, new RecordHeaders()))
                    .hasRootCauseInstanceOf(RegistryUnavailable.class);
            assertThat(rig.rejected()).isEmpty();
        }
    }

    @Test
    void aBugIsNeverARecordsFault() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(engine)) {
            engine.failNext(() -> new IllegalStateException("the engine is closed"));

            assertThatThrownBy(() -> rig.send(gate.quiet(0))).hasRootCauseMessage("the engine is closed");
            assertThat(rig.rejected()).isEmpty();
        }
    }

    @Test
    void aLetterThatIsRefusedAgainTellsOfItsLastRefusalOnly() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.sendBytes("gate", POISON, new RecordHeaders());
            rig.sendBytes("gate", POISON, rig.rejected().get(0).headers());

            List<String> offsets = new ArrayList<>();
            rig.rejected()
                    .get(0)
                    .headers()
                    .headers("__streams.errors.offset")
                    .forEach(header -> offsets.add(new String(header.value(), StandardCharsets.UTF_8)));
            assertThat(offsets).containsExactly("1");
        }
    }

    private static Map<String, String> headersOf(TestRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
