package org.earwitness.app.demo;

import java.nio.charset.StandardCharsets;

/**
 * One message to the page, framed as a server-sent event (HTML standard, section 9.2): a name and one line of JSON.
 *
 * @param name name of the event, letters only
 * @param json one line
 */
record Message(String name, String json) {

    /** A comment that a browser ignores; writing it tells whether somebody still listens. */
    static final byte[] HEARTBEAT = ": here\n\n".getBytes(StandardCharsets.UTF_8);

    Message {
        if (!name.matches("[a-z]+")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a message: use small letters only");
        }
        if (json.indexOf('\n') >= 0 || json.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "a line break would end the message '" + name + "': escape it in the JSON");
        }
    }

    /** The bytes that go to a browser. */
    byte[] framed() {
        return ("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
