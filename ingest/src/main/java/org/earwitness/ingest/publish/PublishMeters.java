package org.earwitness.ingest.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the publisher counts; one object serves all streams of a process. Any thread. */
public final class PublishMeters {
    private final Counter segments;
    private final Counter bytes;
    private final Counter droppedByOverflow;
    private final Counter droppedByFailure;
    private final AtomicLong queueBytes;

    /** @param registry where the meters are kept */
    public PublishMeters(MeterRegistry registry) {
        segments = registry.counter("earwitness.ingest.segments");
        bytes = registry.counter("earwitness.ingest.bytes");
        droppedByOverflow = registry.counter("earwitness.ingest.segments.dropped", "reason", "overflow");
        droppedByFailure = registry.counter("earwitness.ingest.segments.dropped", "reason", "failure");
        queueBytes = registry.gauge("earwitness.ingest.queue.bytes", new AtomicLong());
    }

    void acknowledged(int size) {
        segments.increment();
        bytes.increment(size);
    }

    void droppedByOverflow() {
        droppedByOverflow.increment();
    }

    void droppedByFailure() {
        droppedByFailure.increment();
    }

    void queueChanged(long change) {
        queueBytes.addAndGet(change);
    }
}
