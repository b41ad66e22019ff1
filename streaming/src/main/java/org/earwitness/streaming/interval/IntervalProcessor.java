package org.earwitness.streaming.interval;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.earwitness.schemas.EventInterval;
import org.earwitness.streaming.cloudevent.CloudEventHeaders;
import org.earwitness.streaming.interval.IntervalBuilder.Step;

/** Keeps the open interval of each stream and publishes what the {@link IntervalBuilder} makes of each observation. */
public final class IntervalProcessor implements Processor<String, Observation, String, EventInterval> {
    private final String store;
    private final String sink;
    private final IntervalConfig config;
    private final IntervalMeters meters;
    private ProcessorContext<String, EventInterval> context;
    private KeyValueStore<String, OpenInterval> intervals;

    /**
     * @param store name of the store of {@link OpenInterval}
     * @param sink name of the sink of intervals
     * @param config how intervals are cut
     * @param meters what to count with
     */
    public IntervalProcessor(String store, String sink, IntervalConfig config, IntervalMeters meters) {
        this.store = store;
        this.sink = sink;
        this.config = config;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, EventInterval> context) {
        this.context = context;
        this.intervals = context.getStateStore(store);
    }

    @Override
    public void process(Record<String, Observation> record) {
        Optional<OpenInterval> open = Optional.ofNullable(intervals.get(record.key()));
        Step step = meters.stage().record(() -> next(open, record.value()));
        if (!step.open().equals(open)) {
            intervals.put(record.key(), step.open().orElse(null));
        }
        for (EventInterval interval : step.published()) {
            meters.published(interval.getState());
            context.forward(
                    new Record<>(record.key(), interval, record.timestamp(), CloudEventHeaders.of(interval)), sink);
        }
    }

    private Step next(Optional<OpenInterval> open, Observation observation) {
        if (observation instanceof Observation.Of observed) {
            return new IntervalBuilder(config, observed.labels()).observe(open, observed.event());
        } else if (observation instanceof Observation.End end) {
            return new IntervalBuilder(config, List.of()).end(open, end.reason());
        } else {
            throw new IllegalStateException("no rule for the observation " + observation);
        }
    }
}
