package org.earwitness.streaming.localize;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.earwitness.inference.Features;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.schemas.ClipReference;
import org.earwitness.schemas.Segment;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.admit.Overload;
import org.earwitness.streaming.admit.StreamProgress;
import org.earwitness.streaming.control.Assignments;
import org.earwitness.streaming.control.PackSwitch.Arrival;
import org.earwitness.streaming.control.WantedPacks;
import org.earwitness.streaming.rejected.RejectionReason;
import org.earwitness.streaming.rejected.SegmentRefused;
import org.earwitness.streaming.window.DueTargets;
import org.earwitness.streaming.window.Encoding;
import org.earwitness.streaming.window.StoredSegment;

/**
 * Decides which packs work on each admitted record, and turns its media into features, once for each of their encoders; media goes
 * no further. A frame that cannot be decoded refuses the segment before anything has been kept of it, so it counts as missing
 * afterwards.
 */
public final class EncodeProcessor implements Processor<String, Admitted, String, Object> {
    private final Routes routes;
    private final long commitIntervalMillis;
    private final Overload overload;
    private final GuardedEngines engines;
    private final LocalizationMeters meters;
    private ProcessorContext<String, Object> context;
    private KeyValueStore<String, StreamProgress> progress;
    private Assignments assignments = Assignments.none();

    /**
     * Names of what surrounds this operator.
     *
     * @param next the operator that takes what was encoded
     * @param progress the store of {@link StreamProgress}
     * @param assignments the global store of assignments; empty where packs are fixed
     */
    public record Routes(String next, String progress, Optional<String> assignments) {}

    /**
     * @param routes names of what surrounds this operator
     * @param commitIntervalMillis how often threads commit
     * @param overload which segments are not shown to the model, because newer ones wait
     * @param engines encode; shared with other operators and threads
     * @param meters what to count with
     */
    public EncodeProcessor(
            Routes routes,
            long commitIntervalMillis,
            Overload overload,
            GuardedEngines engines,
            LocalizationMeters meters) {
        this.routes = routes;
        this.commitIntervalMillis = commitIntervalMillis;
        this.overload = overload;
        this.engines = engines;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.progress = context.getStateStore(routes.progress());
        this.assignments = routes.assignments()
                .map(store -> Assignments.in(context, store))
                .orElseGet(Assignments::none);
        engines.serve(context, commitIntervalMillis);
    }

    @Override
    public void process(Record<String, Admitted> record) {
        Admitted admitted = record.value();
        PacksInUse packs = packs(record.key(), admitted);
        Optional<StoredSegment> stored = admitted.isMarker()
                ? Optional.empty()
                : Optional.of(encoded(admitted, packs.encoders(), record.timestamp()));
        context.forward(record.withValue(new Encoded(admitted, stored, packs)), routes.next());
    }

    private PacksInUse packs(String stream, Admitted admitted) {
        StreamProgress before = Optional.ofNullable(progress.get(stream)).orElse(StreamProgress.NONE);
        Arrival arrival = new Arrival(
                admitted.progress().epoch(),
                admitted.segment().getIndex(),
                !admitted.isMarker(),
                DueTargets.changesEpoch(before, admitted),
                before.nextTarget(),
                before.slots());
        WantedPacks wanted =
                WantedPacks.of(stream, assignments.of(stream), engines.home().digest());
        return PacksInUse.decide(engines, before.packs(), wanted, arrival);
    }

    private StoredSegment encoded(Admitted admitted, List<GuardedEngine> encoders, long appendedMillis) {
        Segment segment = admitted.segment();
        Optional<String> skipped = overload.skipReason(appendedMillis, context.currentSystemTimeMs());
        if (skipped.isPresent()) {
            meters.skipped();
            return stored(
                    admitted,
                    encoders.stream()
                            .map(encoder -> new Encoding(encoder.pack().encodeDigest(), Optional.empty(), skipped))
                            .toList());
        }
        SegmentInput input = ShownMedia.of(segment);
        if (!input.hasPicture() && !input.hasSound()) {
            return stored(admitted, List.of());
        }
        try {
            return stored(
                    admitted,
                    encoders.stream().map(encoder -> encode(encoder, input)).toList());
        } catch (UnreadableFrame e) {
            throw SegmentRefused.of(segment, RejectionReason.UNREADABLE_FRAME, e);
        }
    }

    private Encoding encode(GuardedEngine encoder, SegmentInput input) {
        Answer<Features> answer = meters.encode().record(() -> encoder.encode(input));
        return new Encoding(encoder.pack().encodeDigest(), answer.asOptional(), answer.missingReason());
    }

    private static StoredSegment stored(Admitted admitted, List<Encoding> encodings) {
        Segment segment = admitted.segment();
        return new StoredSegment(
                segment.getEpoch(),
                segment.getIndex(),
                segment.getStartMicros(),
                segment.getClock(),
                segment.getDurationMicros(),
                segment.getVideoTrack(),
                segment.getAudioTrack(),
                admitted.gapBefore(),
                admitted.discontinuity(),
                encodings,
                // A reference is short; whatever else somebody wrote there must not grow the state.
                Optional.ofNullable(segment.getClip()).filter(clip -> clip.length() <= ClipReference.MOST_CHARACTERS));
    }
}
