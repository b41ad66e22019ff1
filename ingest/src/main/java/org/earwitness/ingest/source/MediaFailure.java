package org.earwitness.ingest.source;

/** A source cannot be opened or read on; the message is the reason in words, FFmpeg's own where it gave one. */
final class MediaFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureCause cause;
    private final String reason;

    MediaFailure(FailureCause cause, String reason) {
        super(reason);
        this.cause = cause;
        this.reason = reason;
    }

    MediaFailure(String reason) {
        this(FailureCause.OTHER, reason);
    }

    /** What kind of failure it is. */
    FailureCause kind() {
        return cause;
    }

    /** The reason in words. */
    String reason() {
        return reason;
    }
}
