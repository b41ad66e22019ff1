package org.earwitness.ingest.source;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What sources count; one object serves all streams of a process. Any thread. */
public final class SourceMeters {
    private final Counter framesDecoded;
    private final Counter framesOutOfOrder;
    private final Counter framesInExcess;
    private final Counter packetsCorrupt;
    private final Counter soundRealigned;
    private final Timer scale;
    private final Timer encode;

    /** @param registry where the meters are kept */
    public SourceMeters(MeterRegistry registry) {
        framesDecoded = registry.counter("earwitness.ingest.frames.decoded");
        framesOutOfOrder = registry.counter("earwitness.ingest.frames.unordered");
        framesInExcess = registry.counter("earwitness.ingest.frames.excess");
        packetsCorrupt = registry.counter("earwitness.ingest.packets.corrupt");
        soundRealigned = registry.counter("earwitness.ingest.sound.realigned");
        scale = registry.timer("earwitness.ingest.scale");
        encode = registry.timer("earwitness.ingest.encode");
    }

    void frameDecoded() {
        framesDecoded.increment();
    }

    void frameOutOfOrder() {
        framesOutOfOrder.increment();
    }

    void frameInExcess() {
        framesInExcess.increment();
    }

    void packetCorrupt() {
        packetsCorrupt.increment();
    }

    void soundRealigned() {
        soundRealigned.increment();
    }

    void converted(long scaleNanos, long encodeNanos) {
        scale.record(scaleNanos, TimeUnit.NANOSECONDS);
        encode.record(encodeNanos, TimeUnit.NANOSECONDS);
    }
}
