package org.earwitness.bench.report;

/**
 * One measurement, written down.
 *
 * @param title its heading
 * @param explanation what was measured against what, in sentences
 * @param table the figures
 */
public record Section(String title, String explanation, Table table) {
    /** The section in Markdown, ending in a line break. */
    public String markdown() {
        return "### " + title + "\n\n" + explanation.strip() + "\n\n" + table.markdown() + "\n";
    }
}
