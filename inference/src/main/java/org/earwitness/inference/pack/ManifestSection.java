package org.earwitness.inference.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One mapping of {@code pack.yaml}, read key by key. What is wrong is added to a list that all sections share, so that one
 * look shows everything; the value returned in such a case only keeps the reading going.
 */
final class ManifestSection {
    private final String path;
    private final JsonNode node;
    private final List<String> problems;
    private final Set<String> known = new LinkedHashSet<>();

    ManifestSection(String path, JsonNode node, List<String> problems) {
        this.path = path;
        this.node = node;
        this.problems = problems;
        if (!node.isObject()) {
            problems.add(place() + " is not a mapping of keys to values. Write it as models export it.");
        }
    }

    boolean has(String key) {
        known.add(key);
        return node.hasNonNull(key);
    }

    String text(String key) {
        JsonNode value = value(key, "a text");
        if (value.isTextual() && !value.textValue().isBlank()) {
            return value.textValue();
        }
        return wrong(key, value, "a text (put it in quotes)", "");
    }

    String text(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    int whole(String key, int least, int most) {
        JsonNode value = value(key, "a whole number");
        if (value.isInt() && value.intValue() >= least && value.intValue() <= most) {
            return value.intValue();
        }
        return wrong(key, value, "a whole number from " + least + " to " + most, least);
    }

    /** The same, where it may be left out. */
    int whole(String key, int least, int most, int otherwise) {
        return has(key) ? whole(key, least, most) : otherwise;
    }

    long size(String key) {
        JsonNode value = value(key, "a number of bytes");
        if (value.isIntegralNumber() && value.longValue() > 0) {
            return value.longValue();
        }
        return wrong(key, value, "a number of bytes above 0", 1L);
    }

    double share(String key, double otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        JsonNode value = node.get(key);
        if (value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1) {
            return value.doubleValue();
        }
        return wrong(key, value, "a number from 0 to 1", otherwise);
    }

    /** Every entry of this mapping as a number from 0 to 1. */
    Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> shares.put(name, share(name, 0)));
        return shares;
    }

    boolean flag(String key) {
        if (!has(key)) {
            return false;
        }
        JsonNode value = node.get(key);
        return value.isBoolean() ? value.booleanValue() : wrong(key, value, "true or false", false);
    }

    List<String> texts(String key) {
        JsonNode value = value(key, "a list of texts");
        List<String> texts = new ArrayList<>();
        value.forEach(entry -> texts.add(entry.asText()));
        boolean holds = value.isArray() && !texts.contains("") && new LinkedHashSet<>(texts).size() == texts.size();
        return holds ? texts : wrong(key, value, "a list of different texts", List.of());
    }

    List<Integer> dimensions(String key) {
        JsonNode value = value(key, "a list of dimensions");
        List<Integer> dimensions = new ArrayList<>();
        long elements = 1;
        for (JsonNode entry : value) {
            int dimension = entry.isInt() ? entry.intValue() : 0;
            dimensions.add(dimension);
            elements = Math.min(Integer.MAX_VALUE, elements * Math.max(0, dimension));
        }
        boolean holds = value.isArray() && !dimensions.isEmpty() && elements > 0 && elements <= 1 << 20;
        return holds
                ? dimensions
                : wrong(key, value, "a list of dimensions, each above 0, at most 2^20 together", List.of(1));
    }

    /** Whether a value is written in its short form, as one text. */
    boolean isText(String key) {
        return has(key) && node.get(key).isTextual();
    }

    /** Refuses anything but one value, where the format leaves no choice. */
    void fixed(String key, JsonNode wanted) {
        JsonNode value = value(key, wanted.toString());
        boolean equal = (value.isNumber() && wanted.isNumber())
                ? value.doubleValue() == wanted.doubleValue()
                : value.equals(wanted);
        if (!value.isMissingNode() && !equal) {
            wrong(key, value, wanted.toString(), 0);
        }
    }

    /** An optional key that later readers use; here it is only let through. */
    void allow(String... keys) {
        known.addAll(List.of(keys));
    }

    ManifestSection section(String key) {
        JsonNode value = value(key, "a mapping");
        return new ManifestSection(
                path + key + ".", value.isMissingNode() ? JsonNodeFactory.instance.objectNode() : value, problems);
    }

    List<ManifestSection> sections(String key) {
        JsonNode value = value(key, "a list of mappings");
        List<ManifestSection> sections = new ArrayList<>();
        for (JsonNode entry : value) {
            sections.add(new ManifestSection(path + key + "[" + sections.size() + "].", entry, problems));
        }
        return !sections.isEmpty() ? sections : wrong(key, value, "a list of mappings", List.of());
    }

    Map<String, ManifestSection> named(String key) {
        ManifestSection section = section(key);
        Map<String, ManifestSection> named = new LinkedHashMap<>();
        section.node.fieldNames().forEachRemaining(name -> named.put(name, section.section(name)));
        return named;
    }

    /** Every entry of a mapping as text, whatever it is called. */
    Map<String, String> free(String key) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (has(key)) {
            node.get(key)
                    .properties()
                    .forEach(entry ->
                            entries.put(entry.getKey(), entry.getValue().asText()));
        }
        return entries;
    }

    /** Adds every key that nothing asked for. */
    void refuseUnknown() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problems.add("pack.yaml: " + path + name + " is not a key of the format; known here: "
                        + String.join(", ", known) + ". Remove it or correct its name.");
            }
        });
    }

    void problem(String key, String sentence) {
        problems.add("pack.yaml: " + path + key + " " + sentence);
    }

    private JsonNode value(String key, String wanted) {
        known.add(key);
        if (!node.hasNonNull(key)) {
            if (node.isObject()) {
                problem(key, "is missing. Add " + wanted + ".");
            }
            return JsonNodeFactory.instance.missingNode();
        }
        return node.get(key);
    }

    private <T> T wrong(String key, JsonNode value, String wanted, T otherwise) {
        if (!value.isMissingNode()) {
            problem(key, "is " + shortened(value.toString()) + ". It must be " + wanted + ".");
        }
        return otherwise;
    }

    private String place() {
        return path.isEmpty() ? "pack.yaml" : "pack.yaml: " + path.substring(0, path.length() - 1);
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
