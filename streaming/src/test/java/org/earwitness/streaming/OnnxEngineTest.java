package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.awt.Color;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.FixtureSegments;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.fixture.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real engine on a pack whose answers fit in the head, under the contract and inside the topology. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnnxEngineTest extends EngineContract {
    private InferenceEngine engine;

    @BeforeAll
    void open(@TempDir Path folder) {
        engine = OnnxInferenceEngine.open(
                FixturePack.writeTo(folder.resolve("pack"), 2), InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Override
    InferenceEngine engine() {
        return engine;
    }

    @Override
    SegmentInput event() {
        return FixtureSegments.segment(Color.RED, FixtureSegments.LOUD);
    }

    @Override
    SegmentInput unreadable() {
        return new SegmentInput(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3})), silence());
    }

    @Override
    String label() {
        return "red";
    }

    @Test
    void theTopologyHearsAndSeesWithIt() {
        try (TopologyRig rig = new TopologyRig(engine)) {
            rig.send(
                    segment(0, Color.RED, FixtureSegments.LOUD),
                    segment(1, Color.RED, FixtureSegments.LOUD),
                    segment(2, Color.RED, 0),
                    segment(3, Color.GRAY, 0),
                    segment(4, Color.BLUE, FixtureSegments.LOUD),
                    Script.of("gate").ended(5));

            assertThat(rig.events())
                    .extracting(SegmentEvent::getLabel)
                    .containsExactly("red", "red", "background", "background", "blue");
            assertThat(rig.intervals())
                    .extracting(EventInterval::getId)
                    .containsExactly("gate/0/0/red", "gate/0/0/red", "gate/0/4/blue", "gate/0/4/blue");
        }
    }

    private static Segment segment(long index, Color colour, double amplitude) {
        SegmentInput media = FixtureSegments.segment(colour, amplitude);
        return Script.of("gate")
                .media(index, 0, 0)
                .setFrames(media.frames())
                .setAudio(media.audio())
                .build();
    }
}
