package org.earwitness.app.evaluate;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.earwitness.app.run.IntervalTable;

/** The figures as a person reads them. */
final class FiguresTable {
    private static final int NARROWEST_LABEL = 16;

    private FiguresTable() {}

    /** All figures, then a line a class; ends with a line end. */
    static String of(String pack, Figures figures) {
        StringBuilder text = new StringBuilder();
        text.append(pack)
                .append(": ")
                .append(count(figures.clips(), "clip"))
                .append(", ")
                .append(count(figures.seconds(), "second"));
        if (figures.unscored() > 0) {
            text.append(" and ").append(figures.unscored()).append(" unscored");
        }
        text.append("\n\n");
        ClassFigures events = figures.events();
        line(text, "accuracy", figures.accuracy(), counted(figures.accuracy(), "seconds"));
        line(text, "event recall", events.recall(), counted(events.recall(), "seconds of events"));
        line(text, "event precision", events.precision(), counted(events.precision(), "seconds decided as events"));
        line(
                text,
                "background accuracy",
                figures.backgroundAccuracy(),
                counted(figures.backgroundAccuracy(), "seconds without an event"));
        line(text, "segment-F1", figures.segmentF1(), "");
        line(text, "event-F1", events.events().f1(), matched(events.events()));
        text.append('\n');
        classes(text, figures.classes());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Share share, String explanation) {
        String line = String.format(Locale.ROOT, "  %-20s %8s  %s", name, percent(share), explanation);
        text.append(line.stripTrailing()).append('\n');
    }

    private static String counted(Share share, String seconds) {
        return share.hits() + " of " + share.among() + " " + seconds;
    }

    private static String matched(EventCounts events) {
        return String.format(
                Locale.ROOT,
                "at tIoU %.1f: %d of %s found, %d decided",
                EventCounts.OVERLAP,
                events.matched(),
                count(events.there(), "event"),
                events.decided());
    }

    private static void classes(StringBuilder text, Map<String, ClassFigures> classes) {
        int width = classes.keySet().stream().mapToInt(String::length).reduce(NARROWEST_LABEL, Math::max);
        String row = "  %-" + width + "s  %8s  %8s  %9s  %8s\n";
        text.append(String.format(Locale.ROOT, row, "class", "seconds", "recall", "precision", "event-F1"));
        classes.forEach((label, figures) -> {
            text.append(String.format(
                    Locale.ROOT,
                    row,
                    IntervalTable.printable(label),
                    figures.seconds(),
                    percent(figures.recall()),
                    percent(figures.precision()),
                    percent(figures.events().f1())));
        });
    }

    private static String percent(Share share) {
        OptionalDouble value = share.value();
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * value.getAsDouble());
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
