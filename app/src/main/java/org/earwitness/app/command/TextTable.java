package org.earwitness.app.command;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows in columns as wide as their widest entry; control characters are made visible. */
public final class TextTable {
    private TextTable() {}

    /** Prints them; all have as many entries as the first. */
    public static void print(List<List<String>> rows, PrintWriter out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], printable(row.get(i)).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String text = printable(row.get(i));
                line.append(text).append(" ".repeat(widths[i] - text.length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** A stream's name comes from outside: no terminal sequences. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
