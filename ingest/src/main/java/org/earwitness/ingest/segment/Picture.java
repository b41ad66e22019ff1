package org.earwitness.ingest.segment;

/**
 * One decoded frame that has not been scaled or compressed yet: of 25 frames a second only four are chosen, so the work waits.
 *
 * <p>Belongs to the source that made it and to its thread; usable until that source has been asked for the event after the
 * <em>next</em> video frame.
 */
@FunctionalInterface
public interface Picture {
    /**
     * What segments carry of a frame.
     *
     * @param jpeg the frame squashed to the configured square and compressed
     * @param black whether nearly every pixel of it is black
     */
    @SuppressWarnings("ArrayRecordComponent") // compressed once, then only handed on; never compared
    record Still(byte[] jpeg, boolean black) {}

    /** Scales and compresses the frame; asked twice, it gives the same still without working twice. */
    Still still();
}
