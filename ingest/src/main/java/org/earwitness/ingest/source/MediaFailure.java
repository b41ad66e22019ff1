package org.earwitness.ingest.source;

/** A source cannot be opened or read on; the message is the reason in words, FFmpeg's own where it gave one. */
final class MediaFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MediaFailure(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** The reason in words. */
    String reason() {
        return reason;
    }
}
