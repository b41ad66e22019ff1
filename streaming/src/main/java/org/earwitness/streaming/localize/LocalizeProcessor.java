package org.earwitness.streaming.localize;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.admit.StreamProgress;
import org.earwitness.streaming.cloudevent.CloudEventHeaders;
import org.earwitness.streaming.interval.Observation;
import org.earwitness.streaming.window.LookAhead;
import org.earwitness.streaming.window.SegmentWindow;
import org.earwitness.streaming.window.Slot;
import org.earwitness.streaming.window.StoredSegment;

/**
 * Keeps each segment in the window and emits the events that its arrival makes due, each once and in order. It is the only writer
 * of {@code stream-progress}: what is refused on the way here has changed nothing.
 */
public final class LocalizeProcessor implements Processor<String, Encoded, String, Object> {
    private final Routes routes;
    private final long commitIntervalMillis;
    private final GuardedEngine engine;
    private final LocalizationMeters meters;
    private final ModelPack pack;
    private final EventAssembly assembly;
    private final LookAhead lookAhead;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, StreamProgress> progress;
    private KeyValueStore<Slot, StoredSegment> features;

    /**
     * Names of what surrounds this operator.
     *
     * @param progress the store of {@link StreamProgress}
     * @param features the store of {@link StoredSegment}
     * @param events the sink that takes events
     * @param intervals the operator that takes {@link Observation}
     */
    public record Routes(String progress, String features, String events, String intervals) {}

    /**
     * @param routes names of what surrounds this operator
     * @param commitIntervalMillis how often threads commit
     * @param engine localizes; shared with other operators and threads
     * @param meters what to count with
     */
    public LocalizeProcessor(
            Routes routes, long commitIntervalMillis, GuardedEngine engine, LocalizationMeters meters) {
        this.routes = routes;
        this.commitIntervalMillis = commitIntervalMillis;
        this.engine = engine;
        this.meters = meters;
        this.pack = engine.pack();
        this.assembly = new EventAssembly(pack);
        this.lookAhead = new LookAhead(pack.lookAhead(), pack.window() + pack.lookAhead());
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.progress = context.getStateStore(routes.progress());
        this.features = context.getStateStore(routes.features());
        engine.serve(context, commitIntervalMillis);
    }

    @Override
    public void process(Record<String, Encoded> record) {
        Admitted arrival = record.value().admitted();
        StreamProgress before = Optional.ofNullable(progress.get(record.key())).orElse(StreamProgress.NONE);
        SegmentWindow window = new SegmentWindow(features, lookAhead.slots());
        SegmentWindow windowBefore =
                lookAhead.changesSlots(before) ? new SegmentWindow(features, before.slots()) : window;

        emit(record, windowBefore, before.epoch(), lookAhead.dueBefore(before, arrival));
        closeBefore(record, before, arrival);
        window.fit(record.key(), before.slots());
        record.value().stored().ifPresent(segment -> window.put(record.key(), segment));
        emit(record, window, arrival.progress().epoch(), lookAhead.dueAfter(before, arrival));

        long nextTarget = lookAhead.nextTarget(before, arrival);
        progress.put(record.key(), arrival.progress().withTargets(nextTarget, lookAhead.slots()));
    }

    private void emit(Record<String, Encoded> record, SegmentWindow window, long epoch, LongStream due) {
        due.forEach(index -> window.at(record.key(), epoch, index).ifPresent(target -> {
            SegmentEvent event = meters.localize().record(() -> localize(record.key(), window, target));
            meters.emitted(event, record.timestamp());
            context.forward(record.withValue(event).withHeaders(CloudEventHeaders.of(event)), routes.events());
            context.forward(record.withValue(new Observation.Of(event)), routes.intervals());
        }));
    }

    private SegmentEvent localize(String stream, SegmentWindow window, StoredSegment target) {
        long first = target.index() + pack.lookAhead() - pack.window() + 1;
        List<Optional<StoredSegment>> segments = window.range(stream, target.epoch(), first, pack.window());
        FeatureWindow input = assembly.window(segments);
        Optional<String> unscored = assembly.unscoredReason(target);
        if (unscored.isPresent()) {
            return assembly.unscored(stream, target, input, unscored.orElseThrow());
        }
        Answer<Localization> answer = engine.localize(input);
        return answer.asOptional()
                .map(localization -> assembly.scored(stream, target, input, localization))
                .orElseGet(() -> assembly.unscored(
                        stream, target, input, answer.missingReason().orElse("the engine gave no reason")));
    }

    /** What ends here closes at once, not only when the next event shows it. */
    private void closeBefore(Record<String, Encoded> record, StreamProgress before, Admitted arrival) {
        if (!before.isNone() && LookAhead.changesEpoch(before, arrival)) {
            close(record, CloseReason.DISCONTINUITY);
        }
        if (arrival.isMarker()) {
            boolean ended = arrival.segment().getKind() == SegmentKind.ENDED;
            close(record, ended ? CloseReason.ENDED : CloseReason.STALLED);
        }
    }

    private void close(Record<String, Encoded> record, CloseReason reason) {
        context.forward(record.withValue(new Observation.End(reason)), routes.intervals());
    }
}
