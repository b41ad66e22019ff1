package org.earwitness.streaming.localize;

import java.nio.ByteBuffer;
import java.util.List;
import org.earwitness.inference.SegmentInput;
import org.earwitness.schemas.Segment;
import org.earwitness.streaming.window.StoredSegment;

/** What of a segment is shown to the model. */
public final class ShownMedia {
    private ShownMedia() {}

    /**
     * Its frames and its sound; tracks that mask are not shown at all: silence is not encoded.
     *
     * @throws IllegalArgumentException when its sound is not a second long
     */
    public static SegmentInput of(Segment segment) {
        return new SegmentInput(
                StoredSegment.hasPicture(segment) ? segment.getFrames() : List.of(),
                StoredSegment.hasSound(segment) ? segment.getAudio() : ByteBuffer.allocate(0));
    }
}
