package org.earwitness.ingest.supervise;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.earwitness.schemas.StreamCondition;

/** How many streams are in which state, and what had to be done to them; one object serves all of a process. Any thread. */
public final class StateMeters {
    private final Map<StreamCondition, AtomicInteger> streams = new EnumMap<>(StreamCondition.class);
    private final Counter reopened;
    private final AtomicInteger hanging;

    /** @param registry where the meters are kept */
    public StateMeters(MeterRegistry registry) {
        reopened = registry.counter("earwitness.ingest.reopened");
        hanging = registry.gauge("earwitness.ingest.readers.hanging", new AtomicInteger());
        for (StreamCondition condition : StreamCondition.values()) {
            if (condition != StreamCondition.UNKNOWN) {
                streams.put(
                        condition,
                        registry.gauge(
                                "earwitness.ingest.streams",
                                Tags.of("state", condition.name().toLowerCase(Locale.ROOT)),
                                new AtomicInteger()));
            }
        }
    }

    /** A stream went from one state to another; empty before its first. */
    public void moved(Optional<StreamState> from, StreamState to) {
        from.ifPresent(state -> counterOf(state).decrementAndGet());
        counterOf(to).incrementAndGet();
    }

    /** A source was opened once more. */
    public void reopened() {
        reopened.increment();
    }

    /** A reader does not end, or did after all. */
    public void hanging(int change) {
        hanging.addAndGet(change);
    }

    private AtomicInteger counterOf(StreamState state) {
        return streams.computeIfAbsent(state.condition(), condition -> new AtomicInteger());
    }
}
