package org.earwitness.app.topics;

import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;

/** The Kafka cluster did not answer in time. */
public final class ClusterUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClusterUnavailable(String message, Throwable cause) {
        super(message + ". Check --bootstrap-server and that the brokers run", cause);
    }

    static boolean isReason(Throwable cause) {
        return cause instanceof TimeoutException || cause instanceof DisconnectException;
    }
}
