package org.earwitness.streaming.localize;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.WindowContext;
import org.earwitness.streaming.window.Encoding;
import org.earwitness.streaming.window.StoredSegment;

/**
 * Makes windows for the model and events from what it says. Pure: an event's bytes depend on the segments and the pack, never on
 * when, where or with whom it was made.
 */
public final class EventAssembly {
    /** Longest window whose presence fits the bits of an event. */
    private static final int LONGEST_WINDOW = Long.SIZE;

    private static final double ROUNDING = 1e4;
    private static final List<Float> NO_ATTENTION = Collections.nCopies(ModelPack.PLACES, 0f);

    private final ModelPack pack;
    private final PackReference reference;

    EventAssembly(ModelPack pack) {
        refusalOf(pack).ifPresent(refusal -> {
            throw new IllegalArgumentException(refusal);
        });
        this.pack = pack;
        this.reference = new PackReference(pack.name(), pack.version(), pack.digest());
    }

    /** Why the events of a pack could not be written; empty when they can. */
    public static Optional<String> refusalOf(ModelPack pack) {
        return pack.window() >= 1 && pack.window() <= LONGEST_WINDOW
                ? Optional.empty()
                : Optional.of("pack " + pack.name() + " has a window of " + pack.window()
                        + " segments: it is outside 1 to " + LONGEST_WINDOW + ". Export it with a shorter one.");
    }

    /** The window of a target: features of another encoder and of segments that never came are holes. */
    FeatureWindow window(List<Optional<StoredSegment>> segments) {
        return new FeatureWindow(segments.stream()
                .map(segment -> segment.flatMap(this::position))
                .toList());
    }

    private Optional<Position> position(StoredSegment segment) {
        return segment.encodedBy(pack.encodeDigest())
                .flatMap(Encoding::features)
                .map(features -> new Position(features, segment.showsPicture(), segment.holdsSound()));
    }

    /** Why a target cannot be shown to the model at all; empty when it can. */
    Optional<String> unscoredReason(StoredSegment target) {
        if (target.encodings().isEmpty()) {
            return Optional.empty();
        }
        return target.encodedBy(pack.encodeDigest())
                .map(Encoding::unansweredReason)
                .orElseGet(() -> Optional.of("the pack changed while it waited: its features were made by encoder "
                        + target.encodings().get(0).encodeDigest() + ", the pack has " + pack.encodeDigest()));
    }

    /** The event of a target that the model has answered. */
    SegmentEvent scored(String stream, StoredSegment target, FeatureWindow window, Localization answer) {
        SegmentEvent.Builder event = begin(stream, target, window)
                .setLabel(pack.labels().get(answer.label()))
                .setScore(rounded(answer.score()))
                .setBackground(answer.background())
                .setRelevance(rounded(answer.relevance()))
                .setProbabilities(rounded(answer.probabilities()))
                .setAttention(rounded(answer.attention()))
                .setState(EventState.SCORED);
        answer.heard().map(EventAssembly::rounded).ifPresent(event::setHeard);
        answer.seen().map(EventAssembly::rounded).ifPresent(event::setSeen);
        return event.build();
    }

    /** The event of a target without an answer: it says so, and claims nothing. */
    SegmentEvent unscored(String stream, StoredSegment target, FeatureWindow window, String reason) {
        return begin(stream, target, window)
                .setLabel(pack.labels().get(pack.background()))
                .setScore(0f)
                .setBackground(true)
                .setRelevance(0f)
                .setProbabilities(List.of())
                .setAttention(NO_ATTENTION)
                .setState(EventState.UNSCORED)
                .setUnscoredReason(reason)
                .build();
    }

    private SegmentEvent.Builder begin(String stream, StoredSegment target, FeatureWindow window) {
        SegmentEvent.Builder event = SegmentEvent.newBuilder()
                .setStream(stream)
                .setEpoch(target.epoch())
                .setIndex(target.index())
                .setStartMicros(target.startMicros())
                .setClock(target.clock())
                .setDurationMicros(target.durationMicros())
                .setVideoTrack(target.video())
                .setAudioTrack(target.audio())
                .setGapBefore(target.gapBefore())
                .setDiscontinuity(target.discontinuity())
                .setContext(context(window))
                .setModel(reference);
        target.clip().ifPresent(event::setClip);
        return event;
    }

    private WindowContext context(FeatureWindow window) {
        long picture = 0;
        long sound = 0;
        for (int i = 0; i < window.positions().size(); i++) {
            Optional<Position> position = window.positions().get(i);
            picture |= position.filter(Position::picture).isPresent() ? 1L << i : 0;
            sound |= position.filter(Position::sound).isPresent() ? 1L << i : 0;
        }
        return new WindowContext(pack.window(), pack.lookAhead(), picture, sound);
    }

    private static List<Float> rounded(List<Float> values) {
        return values.stream().map(EventAssembly::rounded).toList();
    }

    /** To 1e-4, so that the last bits of a float never decide whether two runs agree. */
    private static float rounded(float value) {
        return (float) (Math.round(value * ROUNDING) / ROUNDING);
    }
}
