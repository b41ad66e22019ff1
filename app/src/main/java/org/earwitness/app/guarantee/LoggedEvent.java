package org.earwitness.app.guarantee;

import java.util.Optional;

/**
 * A record of {@code av.events}.
 *
 * @param place where it lies
 * @param second which second it is about
 * @param gapBefore how many segments it says are missing right before it
 * @param discontinuity whether it says that it is the first of an epoch that follows another
 * @param windowSegments length of the window it was made from
 * @param unscoredReason why no model answered; empty when one did
 * @param segmentMillis when the broker appended its segment, Unix milliseconds
 * @param digest SHA-256 of the value after its schema prefix, hexadecimal
 */
public record LoggedEvent(
        Place place,
        Second second,
        long gapBefore,
        boolean discontinuity,
        int windowSegments,
        Optional<String> unscoredReason,
        long segmentMillis,
        String digest) {

    /** Whether a model answered. */
    public boolean isScored() {
        return unscoredReason.isEmpty();
    }
}
