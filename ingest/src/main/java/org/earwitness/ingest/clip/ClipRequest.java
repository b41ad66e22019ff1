package org.earwitness.ingest.clip;

import java.util.OptionalLong;

/**
 * Which media is wanted.
 *
 * @param stream name of the stream
 * @param epoch epoch of the segments; empty for the newest that has them
 * @param firstIndex index of the first segment
 * @param lastIndex index of the last segment, inclusive
 * @param paddingSeconds how much more before the first and after the last, seconds
 */
public record ClipRequest(String stream, OptionalLong epoch, long firstIndex, long lastIndex, int paddingSeconds) {
    public ClipRequest {
        if (firstIndex < 0 || lastIndex < firstIndex) {
            throw new IllegalArgumentException("segments " + firstIndex + " to " + lastIndex
                    + " are none: the last must not be before the first, and neither below 0");
        }
        if (paddingSeconds < 0 || paddingSeconds > 3_600) {
            throw new IllegalArgumentException(
                    "a padding of " + paddingSeconds + " s is outside 0 to 3600. Use a few seconds");
        }
    }
}
