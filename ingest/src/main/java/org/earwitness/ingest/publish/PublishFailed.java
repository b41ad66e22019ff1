package org.earwitness.ingest.publish;

/** A segment of a stream could not be handed to Kafka; the message names stream and index, the reason and what to do. */
public final class PublishFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    PublishFailed(String reason) {
        super(reason);
        this.reason = reason;
    }

    PublishFailed(String reason, Throwable cause) {
        super(reason, cause);
        this.reason = reason;
    }

    /** What happened, to which segment, and what to do. */
    public String reason() {
        return reason;
    }
}
