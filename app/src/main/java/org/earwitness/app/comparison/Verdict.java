package org.earwitness.app.comparison;

import java.util.Optional;
import org.earwitness.schemas.EventState;
import org.earwitness.schemas.PackReference;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.replay.Place;

/**
 * What one pass said about one segment.
 *
 * @param place where the segment stands in its stream
 * @param startMicros its start on the stream's clock, microseconds
 * @param label the pack's label, or {@value #BACKGROUND} whatever the pack calls it
 * @param score probability of the label, 0 to 1
 * @param unscored why no model answered; empty when one did
 * @param pack which pack answered
 * @param bytes fingerprint of the record
 */
public record Verdict(
        Place place,
        long startMicros,
        String label,
        float score,
        Optional<String> unscored,
        Pack pack,
        Fingerprint bytes) {

    /** What a segment is called in which nothing is both heard and seen. */
    public static final String BACKGROUND = "background";

    /**
     * A pack, as events name it.
     *
     * @param name its name
     * @param version its version
     * @param digest SHA-256 of its {@code pack.yaml}
     */
    public record Pack(String name, String version, String digest) {
        private static final int SHORT = 12;

        static Pack of(PackReference reference) {
            return new Pack(reference.getName(), reference.getVersion(), reference.getDigest());
        }

        /** Name, version and the beginning of the digest. */
        @Override
        public String toString() {
            return name + " " + version + " (" + digest.substring(0, Math.min(SHORT, digest.length())) + ")";
        }
    }

    /** What an event says, and the bytes it was read from. */
    public static Verdict of(SegmentEvent event, byte[] value) {
        return new Verdict(
                new Place(event.getEpoch(), event.getIndex()),
                event.getStartMicros(),
                event.getBackground() ? BACKGROUND : event.getLabel(),
                event.getScore(),
                event.getState() == EventState.SCORED
                        ? Optional.empty()
                        : Optional.of(String.valueOf(event.getUnscoredReason())),
                Pack.of(event.getModel()),
                Fingerprint.of(value));
    }

    /** Whether a model answered. */
    public boolean isScored() {
        return unscored.isEmpty();
    }

    /** Whether nothing is both heard and seen. */
    public boolean isBackground() {
        return label.equals(BACKGROUND);
    }
}
