package org.earwitness.app.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** The faults for people and for programs. */
final class FaultTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FaultTable() {}

    /** One fault a line: name, what the server does. */
    static String text() {
        StringBuilder text = new StringBuilder();
        for (Fault fault : Fault.values()) {
            text.append(String.format(Locale.ROOT, "%-24s %s%n", fault.word(), fault.does()));
        }
        return text.toString();
    }

    /** The table of docs/torture.md. */
    static String markdown() {
        StringBuilder text =
                new StringBuilder("| fault | the server | a good product | within |\n| --- | --- | --- | --- |\n");
        for (Fault fault : Fault.values()) {
            text.append("| `")
                    .append(fault.word())
                    .append('`')
                    .append(fault.isThroughProxy() ? " (proxy)" : "")
                    .append(" | ")
                    .append(fault.does())
                    .append(" | ")
                    .append(fault.wanted())
                    .append(" | ")
                    .append(within(fault))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** One address of a fault, as text. */
    static String line(FaultyServers.Door door) {
        Fault fault = door.fault();
        return String.format(
                Locale.ROOT,
                "%-26s %-44s a good product %s%s",
                door.name(),
                door.url(),
                fault.wanted(),
                fault.when() == Fault.When.NEVER ? "" : " (" + within(fault) + ")");
    }

    /** One address of a fault, as a JSON object on one line. */
    static String json(FaultyServers.Door door) {
        Fault fault = door.fault();
        ObjectNode object = JSON.createObjectNode();
        object.put("fault", door.name());
        object.put("url", door.url());
        object.put("port", door.server().port());
        object.put("proxy", door.server().isProxy());
        object.put("server", fault.does());
        object.put("wanted", fault.wanted());
        object.put("within_seconds", fault.withinSeconds());
        return object.toString();
    }

    private static String within(Fault fault) {
        return fault.when() == Fault.When.NEVER ? "-" : fault.withinSeconds() + " s";
    }
}
