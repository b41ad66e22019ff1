package org.earwitness.streaming.admit;

import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;

/**
 * A segment or marker that counts, and what admission says about its place.
 *
 * @param segment the record itself
 * @param progress how far the stream is once this record is through; {@code stream-progress} keeps it only then, so that a
 *     segment that is refused further down has changed nothing
 * @param gapBefore how many segments are missing right before it; 0 for markers
 * @param discontinuity whether it is the first segment of an epoch that follows another
 */
public record Admitted(Segment segment, StreamProgress progress, long gapBefore, boolean discontinuity) {

    /** Whether it is a marker without media. */
    public boolean isMarker() {
        return segment.getKind() != SegmentKind.MEDIA;
    }
}
