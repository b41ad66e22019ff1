package org.earwitness.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, its columns padded so that it can be read as text too. One thread at a time. */
public final class Table {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row; it has a cell for each column. */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + columns.size()
                    + " columns: " + List.of(cells));
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The table, a line a row, no line break at the end. */
    public String markdown() {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            int width = columns.get(column).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(column).length());
            }
            widths.add(Math.max(3, width));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(columns, widths));
        lines.add(line(widths.stream().map("-"::repeat).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return String.join("\n", lines);
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            line.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths.get(column) - cell.length()))
                    .append(" |");
        }
        return line.toString();
    }
}
