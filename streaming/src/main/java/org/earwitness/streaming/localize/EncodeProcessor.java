package org.earwitness.streaming.localize;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.earwitness.inference.Features;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.schemas.ClipReference;
import org.earwitness.schemas.Segment;
import org.earwitness.streaming.admit.Admitted;
import org.earwitness.streaming.admit.Overload;
import org.earwitness.streaming.rejected.RejectionReason;
import org.earwitness.streaming.rejected.SegmentRefused;
import org.earwitness.streaming.window.StoredSegment;

/**
 * Turns the media of each admitted segment into features; media goes no further. A frame that cannot be decoded refuses the
 * segment before anything has been kept of it, so it counts as missing afterwards.
 */
public final class EncodeProcessor implements Processor<String, Admitted, String, Object> {
    private final String next;
    private final long commitIntervalMillis;
    private final Overload overload;
    private final GuardedEngine engine;
    private final LocalizationMeters meters;
    private ProcessorContext<String, Object> context;

    /**
     * @param next the operator that takes what was encoded
     * @param commitIntervalMillis how often threads commit
     * @param overload which segments are not shown to the model, because newer ones wait
     * @param engine encodes; shared with other operators and threads
     * @param meters what to count with
     */
    public EncodeProcessor(
            String next,
            long commitIntervalMillis,
            Overload overload,
            GuardedEngine engine,
            LocalizationMeters meters) {
        this.next = next;
        this.commitIntervalMillis = commitIntervalMillis;
        this.overload = overload;
        this.engine = engine;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        engine.serve(context, commitIntervalMillis);
    }

    @Override
    public void process(Record<String, Admitted> record) {
        Admitted admitted = record.value();
        Encoded encoded = admitted.isMarker()
                ? new Encoded(admitted, Optional.empty())
                : new Encoded(admitted, Optional.of(stored(admitted, record.timestamp())));
        context.forward(record.withValue(encoded), next);
    }

    private StoredSegment stored(Admitted admitted, long appendedMillis) {
        Segment segment = admitted.segment();
        Optional<String> skipped = overload.skipReason(appendedMillis, context.currentSystemTimeMs());
        if (skipped.isPresent()) {
            meters.skipped();
            return stored(admitted, Optional.empty(), skipped);
        }
        SegmentInput input = ShownMedia.of(segment);
        if (!input.hasPicture() && !input.hasSound()) {
            return stored(admitted, Optional.empty(), Optional.empty());
        }
        try {
            Answer<Features> answer = meters.encode().record(() -> engine.encode(input));
            return stored(admitted, answer.asOptional(), answer.missingReason());
        } catch (UnreadableFrame e) {
            throw SegmentRefused.of(segment, RejectionReason.UNREADABLE_FRAME, e);
        }
    }

    private StoredSegment stored(Admitted admitted, Optional<Features> features, Optional<String> unansweredReason) {
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
                engine.pack().encodeDigest(),
                features,
                unansweredReason,
                // A reference is short; whatever else somebody wrote there must not grow the state.
                Optional.ofNullable(segment.getClip()).filter(clip -> clip.length() <= ClipReference.MOST_CHARACTERS));
    }
}
