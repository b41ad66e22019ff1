package org.earwitness.app.run;

import java.util.Locale;

/** The table that {@code run} prints for one stream. Any thread. */
public final class IntervalTable {
    private static final int NARROWEST_LABEL = 16;

    private IntervalTable() {}

    /** Header, one line an interval or "nothing both heard and seen", and what was refused; ends with a line end. */
    static String of(StreamReport report) {
        StringBuilder text = new StringBuilder();
        text.append(printable(report.stream()))
                .append("  (")
                .append(MediaTime.seconds(report.endMicros()))
                .append(" s)\n");
        if (report.intervals().isEmpty()) {
            text.append("  nothing both heard and seen\n");
        } else {
            intervals(report, text);
        }
        if (report.refused() > 0) {
            text.append("  ")
                    .append(report.refused())
                    .append(
                            report.refused() == 1
                                    ? " segment was refused and counts as missing\n"
                                    : " segments were refused and count as missing\n");
        }
        return text.toString();
    }

    private static void intervals(StreamReport report, StringBuilder text) {
        int width = report.intervals().stream()
                .mapToInt(interval -> interval.label().length())
                .reduce(NARROWEST_LABEL, Math::max);
        String row = "  %-" + width + "s  %10s  %10s  %8s  %5s\n";
        text.append(String.format(Locale.ROOT, row, "label", "start", "end", "length", "peak"));
        boolean open = false;
        for (IntervalLine interval : report.intervals()) {
            open |= !interval.closed();
            text.append(String.format(
                    Locale.ROOT,
                    row,
                    printable(interval.label()),
                    MediaTime.clock(interval.startMicros()),
                    MediaTime.clock(interval.endMicros()) + (interval.closed() ? "" : "+"),
                    MediaTime.seconds(interval.lengthMicros()) + " s",
                    String.format(Locale.ROOT, "%.2f", interval.peakScore())));
        }
        if (open) {
            text.append("  + the stream broke off while this lasted\n");
        }
    }

    /** A name from outside may hold control characters that would steer the terminal. */
    public static String printable(String name) {
        return name.codePoints()
                .map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
