package org.earwitness.ingest.clip;

/**
 * A piece of original media on its way to the store. One thread; no call waits for the store. Once given up, a piece stays so: what
 * came before is kept, what follows is thrown away.
 */
interface PieceWriter {
    /**
     * Takes the next bytes.
     *
     * @param bytes belong to the store from now on
     */
    void media(byte[] bytes);

    /** Takes a line of the index, in order. */
    void note(PieceNote note);

    /** Whether the store has given this piece up. */
    boolean isGivenUp();

    /** No media follows. */
    void finish();

    /** No line of the index follows either. */
    void close();
}
