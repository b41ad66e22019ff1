package org.earwitness.app.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.run.ResultReader;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;

/** Gathers what one pass of a replay says, by stream, and hands each event on to whoever writes it down. One thread. */
final class ReplayedResults implements ResultReader.Results {
    private final Map<String, StreamResults> streams = new HashMap<>();
    private final EventSink sink;
    private long events;
    private long results;
    private long refused;

    /** Takes each event as it comes. */
    interface EventSink {
        void event(SegmentEvent event);
    }

    /**
     * @param names streams of the pass
     * @param sink is handed each event
     */
    ReplayedResults(Set<String> names, EventSink sink) {
        names.forEach(name -> streams.put(name, new StreamResults()));
        this.sink = sink;
    }

    @Override
    public void event(SegmentEvent event, byte[] value) {
        results++;
        Optional.ofNullable(streams.get(event.getStream())).ifPresent(stream -> {
            stream.add(event, value);
            events++;
            sink.event(event);
        });
    }

    @Override
    public void interval(EventInterval interval, byte[] value) {
        results++;
        Optional.ofNullable(streams.get(interval.getStream())).ifPresent(stream -> stream.add(interval, value));
    }

    @Override
    public void refused(ResultReader.Refusal refusal) {
        results++;
        refusal.stream().filter(streams::containsKey).ifPresent(stream -> refused++);
    }

    /** What was said of a stream. */
    StreamResults of(String stream) {
        return streams.getOrDefault(stream, new StreamResults());
    }

    /** Events of the pass so far. */
    long events() {
        return events;
    }

    /** Segments of its streams that were refused, those that only fill windows included. */
    long refused() {
        return refused;
    }

    /** Everything that was read, to tell progress from standstill. */
    long count() {
        return results;
    }
}
