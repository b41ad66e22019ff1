package org.earwitness.app.comparison;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.comparison.Agreement.LabelChange;
import org.earwitness.app.comparison.IntervalChanges.Change;
import org.earwitness.app.comparison.IntervalChanges.Kind;

/** A comparison as a person reads it in a terminal. */
public final class ComparisonTable {
    private static final int MOST_INTERVALS = 40;

    private ComparisonTable() {}

    /** Whether the same pack gave the same bytes; the last line counts the events. */
    public static String of(Packs packs, Sameness sameness) {
        StringBuilder text = new StringBuilder();
        text.append("pack ").append(Packs.names(packs.now())).append("\n\n");
        apart(text, sameness.unscored(), "events had no answer the first time and have one now");
        apart(text, sameness.besideUnscored(), "events have one of those in their window");
        apart(text, sameness.withoutLead(), "events lack what their window held: retention has deleted it");
        apart(text, sameness.withoutOriginal(), "events are not in the topic of the first pass, any more or yet");
        apart(text, sameness.intervalsApart(), "intervals touch one of those, or were cut");
        sameness.examples()
                .forEach(example ->
                        text.append("  ").append(TextTable.printable(example)).append('\n'));
        apart(text, sameness.missing(), "events of the first pass did not come again");
        apart(text, sameness.intervalsMissing(), "intervals of the first pass did not come again");
        line(
                text,
                sameness.intervals(),
                "intervals",
                sameness.intervalsIdentical(),
                sameness.intervalsChanged() + sameness.intervalsMissing());
        line(text, sameness.events(), "events", sameness.identical(), sameness.changed() + sameness.missing());
        return text.toString();
    }

    /** How far two packs agree. */
    public static String of(Packs packs, Agreement agreement) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.print("before  " + Packs.names(packs.before()) + "\n");
        out.print("now     " + Packs.names(packs.now()) + "\n\n");
        out.print(String.format(
                Locale.ROOT,
                "same label     %5.1f %%  %,d of %,d segments, %,d of them background for both%n",
                100 * agreement.share(),
                agreement.same(),
                agreement.compared(),
                agreement.bothBackground()));
        out.print(String.format(
                Locale.ROOT,
                "score          %.4f   mean difference where the label is the same, %.4f at most%n",
                agreement.scoreDifference(),
                agreement.largestDifference()));
        if (agreement.unanswered() > 0) {
            out.print("not compared   " + agreement.unanswered() + " segments that only one of them answered\n");
        }
        out.print("\n");
        labels(out, agreement);
        confusion(out, agreement);
        intervals(out, agreement.intervals());
        out.flush();
        return text.toString().replace("\r\n", "\n");
    }

    private static void apart(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(String.format(Locale.ROOT, "%,8d  %s%n", count, what));
        }
    }

    private static void line(StringBuilder text, long all, String what, long identical, long changed) {
        text.append(all)
                .append(' ')
                .append(what)
                .append(", ")
                .append(identical)
                .append(" identical, ")
                .append(changed)
                .append(" changed\n");
    }

    private static void labels(PrintWriter out, Agreement agreement) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("label", "before", "now", "kept", "lost", "gained"));
        agreement.labels().forEach((label, change) -> rows.add(row(label, change)));
        TextTable.print(rows, out);
        out.print("\n");
    }

    private static List<String> row(String label, LabelChange change) {
        return List.of(
                label,
                Long.toString(change.before()),
                Long.toString(change.now()),
                Long.toString(change.kept()),
                Long.toString(change.lost()),
                Long.toString(change.gained()));
    }

    private static void confusion(PrintWriter out, Agreement agreement) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("was", "is", "segments"));
        agreement
                .confusion()
                .forEach((was, now) -> now.forEach((is, count) -> {
                    if (!was.equals(is)) {
                        rows.add(List.of(was, is, Long.toString(count)));
                    }
                }));
        if (rows.size() > 1) {
            TextTable.print(rows, out);
            out.print("\n");
        }
    }

    private static void intervals(PrintWriter out, IntervalChanges changes) {
        out.print(changes.count(Kind.KEPT) + " intervals kept, " + changes.count(Kind.MOVED) + " moved, "
                + changes.count(Kind.GAINED) + " gained, " + changes.count(Kind.LOST) + " lost\n");
        List<Change> different = changes.all().stream()
                .filter(change -> change.kind() != Kind.KEPT)
                .toList();
        if (different.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "stream", "label", "before", "now"));
        different.stream()
                .limit(MOST_INTERVALS)
                .forEach(change -> rows.add(List.of(
                        change.kind().name().toLowerCase(Locale.ROOT),
                        change.stream(),
                        change.either().newest().getLabel(),
                        change.before().map(ComparisonTable::span).orElse("-"),
                        change.now().map(ComparisonTable::span).orElse("-"))));
        TextTable.print(rows, out);
        if (different.size() > MOST_INTERVALS) {
            out.print("and " + (different.size() - MOST_INTERVALS) + " more; --out writes all of them\n");
        }
    }

    private static String span(IntervalHistory interval) {
        long first = interval.newest().getFirstIndex();
        long segments = interval.newest().getLastIndex() - first + 1;
        return interval.first() + " +" + segments + " s, peak "
                + String.format(Locale.ROOT, "%.2f", interval.newest().getPeakScore());
    }
}
