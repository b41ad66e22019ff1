package org.earwitness.ingest.clip;

import java.util.List;

/**
 * A piece of original media that is kept.
 *
 * @param name which one
 * @param address where FFmpeg can open it
 * @param notes its index, as far as it was written
 */
record KeptPiece(PieceName name, String address, List<PieceNote> notes) {
    KeptPiece {
        notes = List.copyOf(notes);
    }
}
