package org.earwitness.app.guarantee;

import java.util.Optional;
import org.earwitness.schemas.SegmentKind;

/**
 * A record of {@code av.segments}.
 *
 * @param place where it lies
 * @param appendedMillis when the broker appended it, Unix milliseconds
 * @param content what it says; empty when its bytes are no segment of its key
 * @param digest SHA-256 of the whole value, hexadecimal
 */
public record LoggedSegment(Place place, long appendedMillis, Optional<Content> content, String digest) {
    /**
     * What a segment says of itself.
     *
     * @param second which second it is, or before which second the marker stands
     * @param kind media or a marker
     */
    public record Content(Second second, SegmentKind kind) {}
}
