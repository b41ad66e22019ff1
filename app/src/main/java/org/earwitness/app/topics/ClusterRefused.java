package org.earwitness.app.topics;

/** The Kafka cluster answered and said no: a missing right, a setting it does not take. */
public final class ClusterRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
