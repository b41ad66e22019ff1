package org.earwitness.inference.encode;

import java.nio.ByteBuffer;
import java.util.List;
import org.earwitness.inference.UnreadableFrame;

/**
 * Turns the JPEG frames of a segment into the fixed number of RGB pictures that a pack looks at. One thread at a time;
 * whoever made it closes it.
 */
public final class FrameDecoder implements AutoCloseable {
    private final int count;
    private final int frameBytes;
    private final JpegDecoder jpeg;

    /**
     * @param count frames the pack looks at
     * @param size their height and width, pixels
     */
    public FrameDecoder(int count, int size) {
        this.count = count;
        this.frameBytes = size * size * 3;
        this.jpeg = new JpegDecoder(size);
    }

    /**
     * Decodes {@code count} frames, spread evenly over those given; when there are fewer, the last is repeated.
     *
     * @param frames JPEG, in time order; read from their position, never changed
     * @param pixels direct buffer for uint8 [count, size, size, 3] RGB, filled from its position, which stays
     * @throws UnreadableFrame when a frame that is needed is not a JPEG or breaks off
     */
    public void decode(List<ByteBuffer> frames, ByteBuffer pixels) {
        if (frames.isEmpty() || pixels.remaining() < count * frameBytes) {
            throw new IllegalArgumentException(frames.size() + " frames do not fill " + pixels.remaining()
                    + " bytes of " + count + " pictures; give at least one frame and " + count * frameBytes + " bytes");
        }
        int decoded = Math.min(count, frames.size());
        for (int i = 0; i < decoded; i++) {
            int position = chosen(i, frames.size(), count);
            jpeg.decode(position, frames.get(position), pixels.slice(pixels.position() + i * frameBytes, frameBytes));
        }
        for (int i = decoded; i < count; i++) {
            pixels.put(
                    pixels.position() + i * frameBytes,
                    pixels,
                    pixels.position() + (decoded - 1) * frameBytes,
                    frameBytes);
        }
    }

    /** Which of the given frames is the i-th that the pack looks at: the first of the i-th of {@code wanted} equal parts. */
    static int chosen(int i, int given, int wanted) {
        return given <= wanted ? i : (int) ((long) i * given / wanted);
    }

    @Override
    public void close() {
        jpeg.close();
    }
}
