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
     * What segments carry of a frame, and what is told from it.
     *
     * @param jpeg the frame squashed to the configured square and compressed
     * @param black whether nearly every pixel of it is black
     * @param cells how bright its parts are: the mean luma of each cell of a grid, one byte a cell, row by row; empty where nobody
     *     measured it, then it counts as different from every other
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, then only handed on; never compared
    record Still(byte[] jpeg, boolean black, byte[] cells) {
        private static final byte[] UNMEASURED = new byte[0];

        /** A still of which nobody measured how bright its parts are. */
        public Still(byte[] jpeg, boolean black) {
            this(jpeg, black, UNMEASURED);
        }
    }

    /** Scales and compresses the frame; asked twice, it gives the same still without working twice. */
    Still still();
}
