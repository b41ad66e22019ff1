package org.earwitness.app.topics;

import java.util.Optional;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * A cluster that would not let us in, or not let us do something, found among the causes of a failure.
 *
 * @param sentence what was refused and what to look at; never holds a secret
 */
public record SecurityRefusal(String sentence) {

    /** The refusal behind a failure, if there is one. */
    public static Optional<SecurityRefusal> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SslAuthenticationException) {
                return Optional.of(new SecurityRefusal("the TLS handshake with the cluster failed: " + innermost(cause)
                        + ". Check that kafka.ssl.truststore.location holds the authority that signed the brokers'"
                        + " certificates, and that the brokers are named as in them"));
            }
            if (cause instanceof AuthenticationException) {
                return Optional.of(new SecurityRefusal("the cluster refused the login: " + cause.getMessage()
                        + ". Check user and password in kafka.sasl.jaas.config, and kafka.sasl.mechanism"));
            }
            if (cause instanceof AuthorizationException) {
                return Optional.of(new SecurityRefusal("the login lacks a right" + right(failure, cause)
                        + ". `earwitness topics plan --acls` prints what each role needs"));
            }
        }
        return Optional.empty();
    }

    /**
     * What was not allowed. For a right to the cluster a broker sends its whole request along, the reason behind it; of others
     * only whoever asked knows what it was about.
     */
    private static String right(Throwable failure, Throwable refusal) {
        if (refusal instanceof ClusterAuthorizationException) {
            String message = withoutPeriod(refusal);
            return " to the cluster as a whole: "
                    + message.substring(message.lastIndexOf(')') + 1).strip();
        }
        return ": " + withoutPeriod(failure instanceof ClusterRefused ? failure : refusal);
    }

    private static String withoutPeriod(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceFirst("\\.$", "");
    }

    private static String innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
