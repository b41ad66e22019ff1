package org.earwitness.app.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What ingest said about one fault.
 *
 * @param fault its name, with the protocol where it has several
 * @param state of the stream, or "-"
 * @param cause the kind of failure, or "-"
 * @param reason in plain words, or "-"
 * @param after how long after the fault began
 * @param complaint what is wrong with that; empty where nothing is
 */
record Finding(String fault, String state, String cause, String reason, Duration after, Optional<String> complaint) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean isFine() {
        return complaint.isEmpty();
    }

    /** One line for people. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-26s %-12s %-15s %6.1f s  %-8s %s",
                fault,
                state,
                cause,
                after.toMillis() / 1_000.0,
                isFine() ? "good" : "NOT GOOD",
                complaint.map(text -> text + ": ").orElse("") + reason);
    }

    /** The same as a JSON object on one line. */
    String json() {
        ObjectNode object = JSON.createObjectNode();
        object.put("fault", fault);
        object.put("state", state);
        object.put("cause", cause);
        object.put("reason", reason);
        object.put("after_seconds", after.toMillis() / 1_000.0);
        object.put("good", isFine());
        object.put("complaint", complaint.orElse(""));
        return object.toString();
    }

    /** The same without anything that differs from run to run. */
    String dump() {
        return fault + " | " + state + " | " + cause + " | "
                + reason.replaceAll("(127\\.0\\.0\\.1|localhost|\\.invalid):\\d+", "$1:PORT")
                        // When exactly a connection broke is the network's choice.
                        .replaceAll("the connection broke \\(.*\\);", "the connection broke;")
                        .replaceAll("attempt (\\d+) in [0-9.]+ s", "attempt $1 soon")
                + " | " + complaint.orElse("within its limit");
    }
}
