package org.earwitness.streaming.localize;

import java.util.List;
import java.util.Optional;
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
import org.earwitness.streaming.control.StreamPacks;
import org.earwitness.streaming.control.StreamPacks.Shadowing;
import org.earwitness.streaming.interval.Observation;
import org.earwitness.streaming.window.DueTargets;
import org.earwitness.streaming.window.RememberedSlots;
import org.earwitness.streaming.window.SegmentWindow;
import org.earwitness.streaming.window.Slot;
import org.earwitness.streaming.window.StoredSegment;

/**
 * Keeps each segment in the window and emits the events that its arrival makes due, each once and in order, each by the pack whose
 * turn it is. It is the only writer of {@code stream-progress}: what is refused on the way here has changed nothing.
 */
public final class LocalizeProcessor implements Processor<String, Encoded, String, Object> {
    /** A task's own: the windows of about a hundred streams, some megabytes. */
    private static final int REMEMBERED_SLOTS = 1_024;

    private final Routes routes;
    private final long commitIntervalMillis;
    private final GuardedEngines engines;
    private final LocalizationMeters meters;
    private final ShadowMeters shadowMeters;
    private final Agreement agreement;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, StreamProgress> progress;
    private RememberedSlots features;

    /**
     * Names of what surrounds this operator.
     *
     * @param progress the store of {@link StreamProgress}
     * @param features the store of {@link StoredSegment}
     * @param events the sink that takes events
     * @param intervals the operator that takes {@link Observation}
     * @param shadowEvents the sink that takes events of shadow packs
     */
    public record Routes(
            String progress, String features, String events, String intervals, Optional<String> shadowEvents) {}

    /**
     * @param routes names of what surrounds this operator
     * @param commitIntervalMillis how often threads commit
     * @param engines localize; shared with other operators and threads
     * @param meters what to count with
     * @param shadowMeters what to count answers of shadow packs with
     */
    public LocalizeProcessor(
            Routes routes,
            long commitIntervalMillis,
            GuardedEngines engines,
            LocalizationMeters meters,
            ShadowMeters shadowMeters) {
        this.routes = routes;
        this.commitIntervalMillis = commitIntervalMillis;
        this.engines = engines;
        this.meters = meters;
        this.shadowMeters = shadowMeters;
        this.agreement = new Agreement(shadowMeters);
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.progress = context.getStateStore(routes.progress());
        KeyValueStore<Slot, StoredSegment> stored = context.getStateStore(routes.features());
        this.features = new RememberedSlots(stored, REMEMBERED_SLOTS);
        engines.serve(context, commitIntervalMillis);
    }

    @Override
    public void process(Record<String, Encoded> record) {
        Admitted arrival = record.value().admitted();
        PacksInUse packs = record.value().packs();
        StreamProgress before = Optional.ofNullable(progress.get(record.key())).orElse(StreamProgress.NONE);
        SegmentWindow window = new SegmentWindow(features, packs.slots());
        long epoch = arrival.progress().epoch();
        DueTargets due = DueTargets.of(
                before.nextTarget(),
                before,
                arrival,
                packs.cut(),
                (itsEpoch, index) -> packs.of(itsEpoch, index).pack().lookAhead());
        Optional<DueTargets> shadowed = packs.shadow()
                .map(shadow -> DueTargets.of(
                        packs.packs().shadow().map(Shadowing::nextTarget).orElse(0L),
                        before,
                        arrival,
                        false,
                        (itsEpoch, index) -> shadow.pack().lookAhead()));

        window.fit(record.key(), before.slots());
        emit(record, window, before.epoch(), due.before());
        shadowed.ifPresent(targets -> compare(record, window, before.epoch(), targets.before()));
        closeBefore(record, before, arrival);
        record.value().stored().ifPresent(segment -> window.put(record.key(), segment));
        emit(record, window, epoch, due.after());
        shadowed.ifPresent(targets -> compare(record, window, epoch, targets.after()));

        StreamPacks after = packs.packs().emittedBelow(epoch, due.next());
        meters.switched(before.packs(), after);
        progress.put(
                record.key(),
                arrival.progress()
                        .withTargets(
                                due.next(),
                                packs.slots(),
                                shadowed.map(DueTargets::next)
                                        .map(after::shadowedBelow)
                                        .orElse(after)));
    }

    private void emit(Record<String, Encoded> record, SegmentWindow window, long epoch, List<Long> due) {
        for (long index : due) {
            GuardedEngine engine = record.value().packs().of(epoch, index);
            window.at(record.key(), epoch, index).ifPresent(target -> {
                SegmentEvent event = meters.localize().record(() -> localize(record.key(), window, target, engine));
                meters.emitted(event, record.timestamp());
                record.value().packs().shadow().ifPresent(shadow -> agreement.answered(event, shadow.pack()));
                context.forward(record.withValue(event).withHeaders(CloudEventHeaders.of(event)), routes.events());
                context.forward(
                        record.withValue(new Observation.Of(event, engine.pack().labels())), routes.intervals());
            });
        }
    }

    /** After the events, so that a slow shadow keeps nobody waiting who waits for them. */
    private void compare(Record<String, Encoded> record, SegmentWindow window, long epoch, List<Long> due) {
        GuardedEngine shadow = record.value().packs().shadow().orElseThrow();
        for (long index : due) {
            window.at(record.key(), epoch, index).ifPresent(target -> {
                SegmentEvent event =
                        shadowMeters.localize().record(() -> localize(record.key(), window, target, shadow));
                agreement.shadowed(event);
                routes.shadowEvents()
                        .ifPresent(sink -> context.forward(
                                record.withValue(event).withHeaders(CloudEventHeaders.of(event)), sink));
            });
        }
    }

    private static SegmentEvent localize(
            String stream, SegmentWindow window, StoredSegment target, GuardedEngine engine) {
        ModelPack pack = engine.pack();
        EventAssembly assembly = new EventAssembly(pack);
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
        if (!before.isNone() && DueTargets.changesEpoch(before, arrival)) {
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
