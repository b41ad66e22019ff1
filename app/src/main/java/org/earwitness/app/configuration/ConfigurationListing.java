package org.earwitness.app.configuration;

import java.io.PrintWriter;
import java.util.List;

/** Prints the configuration in force as a YAML file that could be used as one, with the origin of each value beside it. */
final class ConfigurationListing {
    private static final int COMMENT_COLUMN = 48;

    private final PrintWriter out;

    ConfigurationListing(PrintWriter out) {
        this.out = out;
    }

    void print(LoadedConfiguration loaded) {
        List<String> open = List.of();
        for (LoadedConfiguration.Entry entry : loaded.entries()) {
            List<String> groups = entry.path().names().subList(0, entry.path().depth() - 1);
            printGroups(open, groups);
            open = groups;
            String line = "  ".repeat(groups.size()) + quoted(entry.path().last()) + ": " + scalar(entry.value());
            out.println(padded(line) + "  # " + entry.origin().describe());
        }
        out.flush();
    }

    private void printGroups(List<String> open, List<String> groups) {
        int common = 0;
        while (common < Math.min(open.size(), groups.size()) && open.get(common).equals(groups.get(common))) {
            common++;
        }
        for (int depth = common; depth < groups.size(); depth++) {
            out.println("  ".repeat(depth) + quoted(groups.get(depth)) + ":");
        }
    }

    private static String padded(String line) {
        return line + " ".repeat(Math.max(0, COMMENT_COLUMN - line.length()));
    }

    /** A YAML scalar: bare where YAML reads it back as the same text. */
    private static String scalar(String value) {
        return value.isEmpty() ? "" : quoted(value);
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9/][A-Za-z0-9/._+-]*(:[A-Za-z0-9/._+-]+)*")
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
