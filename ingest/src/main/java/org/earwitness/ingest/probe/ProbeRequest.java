package org.earwitness.ingest.probe;

import java.time.Duration;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.MediaAddress;

/**
 * What is to be listened to.
 *
 * @param definition as ingest would open it, its secrets looked up
 * @param credentialsInSight whether the user wrote credentials into the address as they are
 * @param length how long: of a live source time that passes, of a file media
 */
public record ProbeRequest(StreamDefinition definition, boolean credentialsInSight, Duration length) {
    /** Longer than this is watching, not probing. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    public ProbeRequest {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("it cannot be listened for " + length.toSeconds()
                    + " s: it is outside 1 to " + LONGEST.toSeconds());
        }
    }

    /** Whether it comes at its own pace. */
    boolean isLive() {
        return definition.playback() == Playback.LIVE;
    }

    /** Where it is, with its secrets. */
    MediaAddress address() {
        return new MediaAddress(definition.address());
    }
}
