package org.earwitness.deploy;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in a compose file: <code>${NAME}</code>, <code>${NAME:-default}</code> and {@code $$} for a dollar sign.
 *
 * @param environment what the shell of the user has set
 */
record Interpolation(Map<String, String> environment) {
    private static final Pattern VARIABLE = Pattern.compile(
            "\\$(?:(?<dollar>\\$)|\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<otherwise>[^}]*))?}|(?<wrong>.?))");

    Interpolation {
        environment = Map.copyOf(environment);
    }

    /** The text with every variable in place. */
    String render(String text) {
        Matcher found = VARIABLE.matcher(text);
        StringBuilder rendered = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(rendered, Matcher.quoteReplacement(value(found, text)));
        }
        return found.appendTail(rendered).toString();
    }

    private String value(Matcher found, String text) {
        if (found.group("dollar") != null) {
            return "$";
        }
        String name = found.group("name");
        if (name == null) {
            throw new IllegalArgumentException("a lone $ in: " + text);
        }
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .or(() -> Optional.ofNullable(found.group("otherwise")))
                .orElseThrow(() -> new IllegalArgumentException(name + " has no default in: " + text));
    }
}
