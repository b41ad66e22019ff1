package org.earwitness.app;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.configuration.InvalidConfiguration;
import org.earwitness.app.embedded.EmbeddedFailure;
import org.earwitness.app.topics.ClusterRefused;
import org.earwitness.app.topics.ClusterUnavailable;
import org.earwitness.app.topics.SecurityRefusal;
import org.earwitness.schemas.RegistryRefusal;
import org.earwitness.schemas.RegistryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what ended a command into sentences for its user and an exit code for its caller. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Failures that explain themselves, and the code of each. */
    private static final Map<Class<? extends Exception>, Integer> KNOWN = Map.of(
            InvalidConfiguration.class, ExitCode.USAGE,
            ClusterUnavailable.class, ExitCode.UNAVAILABLE,
            RegistryUnavailable.class, ExitCode.UNAVAILABLE,
            EmbeddedFailure.class, ExitCode.UNAVAILABLE,
            ClusterRefused.class, ExitCode.FAILED,
            RegistryRefusal.class, ExitCode.FAILED);

    private Failures() {}

    static int report(Exception failure, PrintWriter err) {
        LOG.debug("the command ended with a failure", failure);
        Optional<SecurityRefusal> refusal = SecurityRefusal.in(failure);
        if (refusal.isPresent()) {
            err.println("earwitness: " + refusal.get().sentence());
            err.flush();
            return ExitCode.REFUSED;
        }
        int code = failure instanceof CommandFailed known
                ? known.exitCode()
                : KNOWN.getOrDefault(failure.getClass(), ExitCode.FAILED);
        boolean explained = failure instanceof CommandFailed || KNOWN.containsKey(failure.getClass());
        String message = String.valueOf(failure.getMessage());
        if (explained) {
            message.lines().forEach(line -> err.println("earwitness: " + line));
        } else {
            err.println("earwitness: unexpected: " + failure.getClass().getName() + ": " + message
                    + ". Run again with --verbose for the stack trace");
        }
        err.flush();
        return code;
    }
}
