package org.earwitness.ingest.probe;

import java.time.Duration;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.SourceSettings;

/**
 * What is to be listened to.
 *
 * @param address with its secrets, as ingest would open it
 * @param settings how ingest would open it
 * @param credentialsInSight whether the user wrote credentials into the address as they are
 * @param length how long: of a live source time that passes, of a file media
 */
public record ProbeRequest(MediaAddress address, SourceSettings settings, boolean credentialsInSight, Duration length) {
    /** Longer than this is watching, not probing. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    public ProbeRequest {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("it cannot be listened for " + length.toSeconds()
                    + " s: it is outside 1 to " + LONGEST.toSeconds());
        }
    }
}
