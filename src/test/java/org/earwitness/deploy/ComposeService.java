package org.earwitness.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One service of a compose file, variables in place.
 *
 * @param name its name
 * @param node what the file says about it
 */
record ComposeService(String name, JsonNode node) {

    String image() {
        return node.path("image").asText();
    }

    /** Whether its image is built from this checkout. */
    boolean isOurs() {
        return node.has("build");
    }

    String user() {
        return node.path("user").asText();
    }

    List<String> command() {
        JsonNode command = node.path("command");
        return command.isTextual() ? CommandWords.of(command.asText()) : texts(command);
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        node.path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        return environment;
    }

    List<String> ports() {
        return texts(node.path("ports"));
    }

    List<String> volumes() {
        return texts(node.path("volumes"));
    }

    List<String> profiles() {
        return texts(node.path("profiles"));
    }

    /** The command that asks for its health; empty where the image's own is used, or none. */
    Optional<List<String>> healthCommand() {
        JsonNode test = node.path("healthcheck").path("test");
        return test.isArray() ? Optional.of(texts(test)) : Optional.empty();
    }

    boolean isWithoutHealth() {
        return node.path("healthcheck").path("disable").asBoolean();
    }

    /** What it waits for: service and condition. */
    Map<String, String> dependencies() {
        Map<String, String> conditions = new TreeMap<>();
        node.path("depends_on")
                .properties()
                .forEach(entry -> conditions.put(
                        entry.getKey(), entry.getValue().path("condition").asText()));
        return conditions;
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
