package org.earwitness.streaming;

import java.nio.ByteBuffer;
import java.util.List;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.SegmentInput;
import org.earwitness.streaming.fixture.FixedEngine;

class FixedEngineTest extends EngineContract {
    private final FixedEngine engine = new FixedEngine(2);

    @Override
    InferenceEngine engine() {
        return engine;
    }

    @Override
    SegmentInput event() {
        return new SegmentInput(List.of(ByteBuffer.wrap(new byte[] {1, 90})), silence());
    }

    @Override
    SegmentInput unreadable() {
        return new SegmentInput(List.of(ByteBuffer.wrap(new byte[] {-1, 0})), silence());
    }

    @Override
    String label() {
        return "bell";
    }
}
