package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.admit.Overload;
import org.earwitness.streaming.admit.OverloadConfig;
import org.earwitness.streaming.fixture.FixedEngine;
import org.earwitness.streaming.fixture.Script;
import org.earwitness.streaming.interval.IntervalConfig;
import org.junit.jupiter.api.Test;

/** The topology when more comes than can be processed. The rig's log gets a segment a second; its clock is moved apart. */
final class OverloadedTopologyTest {
    private final Script gate = Script.of("gate");

    @Test
    void withoutAPolicyALateSegmentIsProcessedHoweverLateItIs() {
        try (TopologyRig rig = new TopologyRig(new FixedEngine(0))) {
            rig.passTime(Duration.ofHours(1));
            rig.send(gate.event(0, "bark", 90));

            assertThat(rig.events()).extracting(SegmentEvent::getState).containsExactly(EventState.SCORED);
        }
    }

    @Test
    void aSkippedSegmentHasAnEventThatSaysSoAndTheEngineIsNotAsked() {
        FixedEngine engine = new FixedEngine(0);
        try (TopologyRig rig = new TopologyRig(skippingAfter(30), engine)) {
            rig.passTime(Duration.ofSeconds(33));
            rig.send(gate.event(0, "bark", 90), gate.event(1, "bark", 90), gate.event(2, "bark", 90));
            rig.send(gate.event(3, "bark", 90));

            List<SegmentEvent> events = rig.events();
            assertThat(events).extracting(SegmentEvent::getIndex).containsExactly(0L, 1L, 2L, 3L);
            assertThat(events)
                    .extracting(SegmentEvent::getState)
                    .containsExactly(EventState.UNSCORED, EventState.UNSCORED, EventState.UNSCORED, EventState.SCORED);
            assertThat(events.get(0).getUnscoredReason()).isEqualTo(Overload.SKIPPED + "33 s behind, more than 30 s");
            assertThat(events.get(3).getContext().getPicture())
                    .as("the skipped seconds are holes in the window of those that follow")
                    .isEqualTo(1L << 9);
            assertThat(rig.count("skipped")).isEqualTo(3);
            assertThat(engine.calls()).as("one segment: encoded and localized").isEqualTo(2);
        }
    }

    private static StreamingConfig skippingAfter(long seconds) {
        return TopologyRig.config(
                false, 0, new OverloadConfig(OverloadConfig.Policy.SKIP_OLDEST, seconds), IntervalConfig.DEFAULTS);
    }
}
