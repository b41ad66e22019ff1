package org.earwitness.app.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frames of a stream's newest segments, so that a picture can be shown together with what was said about it a moment
 * later. Holds a fixed number of segments. One thread at a time.
 */
final class FrameShelf {
    private final int most;
    private final Map<SegmentPosition, List<byte[]>> frames = new LinkedHashMap<>();

    FrameShelf(int most) {
        this.most = most;
    }

    /** Keeps the frames of a segment in place of the oldest. */
    void put(SegmentPosition position, List<ByteBuffer> jpegs) {
        List<byte[]> copies = new ArrayList<>(jpegs.size());
        for (ByteBuffer jpeg : jpegs) {
            byte[] copy = new byte[jpeg.remaining()];
            jpeg.duplicate().get(copy);
            copies.add(copy);
        }
        frames.put(position, copies);
        if (frames.size() > most) {
            frames.remove(frames.keySet().iterator().next());
        }
    }

    /** How many frames of a segment are there. */
    int count(SegmentPosition position) {
        return frames.getOrDefault(position, List.of()).size();
    }

    /** One frame of a segment, if it is still there. */
    Optional<byte[]> frame(SegmentPosition position, int number) {
        List<byte[]> of = frames.getOrDefault(position, List.of());
        return number >= 0 && number < of.size() ? Optional.of(of.get(number)) : Optional.empty();
    }
}
