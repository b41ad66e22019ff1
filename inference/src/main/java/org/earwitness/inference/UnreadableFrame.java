package org.earwitness.inference;

/** A frame of a segment is not a JPEG that can be decoded; the segment is at fault, not the engine. */
public final class UnreadableFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param position which frame of the segment, 0-based
     * @param reason what the decoder said
     */
    public UnreadableFrame(int position, String reason) {
        super("frame " + position + " cannot be decoded: " + reason + ". Frames must be baseline JPEG");
    }
}
