package org.earwitness.app.embedded;

/** The embedded broker or registry did not start, or stopped by itself; the message says where its log is. */
public final class EmbeddedFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedFailure(String message) {
        super(message);
    }

    EmbeddedFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
