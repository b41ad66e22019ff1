package org.earwitness.ingest.read;

/** A reader that hung came back, and nobody waits for it any more: what it has must not go out. */
public final class ReaderAbandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param stream whose reader it is */
    public ReaderAbandoned(String stream) {
        super("a reader of stream " + stream + " came back after it had been given up");
    }
}
