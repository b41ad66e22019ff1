package org.earwitness.inference;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What one segment gives a model: its frames and its sound.
 *
 * @param frames JPEG frames in time order, evenly spread over the second; empty when there is no picture to use
 * @param audio 16 kHz mono signed 16 bit little-endian, 32,000 bytes; empty when there is no sound to use. Buffers are read
 *     from their position and never changed
 */
public record SegmentInput(List<ByteBuffer> frames, ByteBuffer audio) {
    /** Bytes of one second of 16 kHz mono 16 bit sound. */
    public static final int AUDIO_BYTES = 32_000;

    public SegmentInput {
        frames = List.copyOf(frames);
        if (audio.remaining() != 0 && audio.remaining() != AUDIO_BYTES) {
            throw new IllegalArgumentException("a second of sound has " + AUDIO_BYTES + " bytes, not "
                    + audio.remaining() + ": send 16 kHz mono s16le of exactly one second, or none");
        }
    }

    /** Whether there is a picture to look at. */
    public boolean hasPicture() {
        return !frames.isEmpty();
    }

    /** Whether there is a sound to listen to. */
    public boolean hasSound() {
        return audio.hasRemaining();
    }
}
