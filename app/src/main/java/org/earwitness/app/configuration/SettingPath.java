package org.earwitness.app.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names from the top of the configuration down to one setting: {@code streaming.interval.onThreshold}.
 *
 * @param names the names, outermost first; empty for the whole configuration
 */
public record SettingPath(List<String> names) {
    /** The whole configuration. */
    public static final SettingPath ROOT = new SettingPath(List.of());

    public SettingPath {
        names = List.copyOf(names);
    }

    /** A path as people write it; a name that holds dots or spaces stands in double quotes. */
    public static SettingPath parse(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(c);
            }
        }
        names.add(name.toString());
        return new SettingPath(names);
    }

    /** The path one name further down. */
    public SettingPath child(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new SettingPath(longer);
    }

    /** The last name; empty for the whole configuration. */
    public String last() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /** How many names there are. */
    public int depth() {
        return names.size();
    }

    /** Whether this path is somewhere below another one. */
    public boolean isBelow(SettingPath other) {
        return depth() > other.depth() && names.subList(0, other.depth()).equals(other.names);
    }

    /** All names below another path as one, joined by dots. */
    public SettingPath joinedBelow(SettingPath other) {
        return other.child(String.join(".", names.subList(other.depth(), depth())));
    }

    /** The environment variable of this setting: {@code EARWITNESS_STREAMING_INTERVAL_ON_THRESHOLD}. */
    public String variable() {
        StringBuilder variable = new StringBuilder("EARWITNESS");
        for (String name : names) {
            variable.append('_')
                    .append(name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT));
        }
        return variable.toString();
    }

    @Override
    public String toString() {
        return String.join(
                ".",
                names.stream()
                        .map(name -> name.contains(" ") ? '"' + name + '"' : name)
                        .toList());
    }
}
