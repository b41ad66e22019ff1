package org.earwitness.streaming.rejected;

import java.util.Optional;
import org.earwitness.schemas.Segment;
import org.jspecify.annotations.Nullable;

/** A segment is at fault: it becomes a dead letter, and its stream goes on as if it had never come. */
public final class SegmentRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RejectionReason reason;
    private final transient Optional<Place> place;

    /**
     * Where a refused segment says it belongs.
     *
     * @param stream name of the stream
     * @param epoch its epoch
     * @param index its index
     */
    public record Place(String stream, long epoch, long index) {}

    /**
     * @param reason what kind of fault
     * @param place where it says it belongs, if it says so
     * @param message what is wrong with it
     */
    public SegmentRefused(RejectionReason reason, Optional<Place> place, String message) {
        this(reason, place, message, null);
    }

    private SegmentRefused(RejectionReason reason, Optional<Place> place, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.place = place;
    }

    /** This segment, for this reason. */
    public static SegmentRefused of(Segment segment, RejectionReason reason, String fault) {
        return new SegmentRefused(reason, Optional.of(placeOf(segment)), message(segment, fault), null);
    }

    /** This segment, for this reason, which is what the cause says. */
    public static SegmentRefused of(Segment segment, RejectionReason reason, Throwable cause) {
        return new SegmentRefused(
                reason, Optional.of(placeOf(segment)), message(segment, String.valueOf(cause.getMessage())), cause);
    }

    RejectionReason reason() {
        return reason;
    }

    Optional<Place> place() {
        return place;
    }

    private static Place placeOf(Segment segment) {
        return new Place(segment.getStream(), segment.getEpoch(), segment.getIndex());
    }

    private static String message(Segment segment, String fault) {
        return "segment " + segment.getIndex() + " of epoch " + segment.getEpoch() + " of stream " + segment.getStream()
                + " is refused: " + fault;
    }
}
