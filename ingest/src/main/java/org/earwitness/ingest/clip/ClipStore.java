package org.earwitness.ingest.clip;

import java.util.List;

/**
 * Where pieces of original media are kept, and for how long: a folder, or whatever else can take bytes in order and give them back.
 * Any thread, except for what it gives.
 */
interface ClipStore extends AutoCloseable {
    /** What references call it. */
    String name();

    /** Begins a piece; returns at once. */
    PieceWriter begin(PieceName name);

    /**
     * The pieces of a stream that are kept now, in order of recording and number.
     *
     * @throws ClipFailed when the store cannot be read
     */
    List<KeptPiece> pieces(String stream) throws ClipFailed;

    /** Takes in what was given so far, for a few seconds at most. */
    @Override
    void close();
}
