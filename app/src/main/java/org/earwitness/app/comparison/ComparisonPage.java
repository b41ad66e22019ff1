package org.earwitness.app.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.earwitness.app.comparison.Agreement.LabelChange;
import org.earwitness.app.comparison.IntervalChanges.Change;
import org.earwitness.app.comparison.IntervalChanges.Kind;
import org.earwitness.app.run.LabelColours;

/**
 * A comparison as one HTML file that needs nothing from elsewhere: figures, both passes as time lines, tables. Names come from
 * outside and are escaped. The same comparison gives the same bytes.
 */
public final class ComparisonPage {
    private static final int MOST_INTERVALS = 300;

    private final Packs packs;
    private final List<BothPasses> streams;
    private final Agreement agreement;
    private final Sameness sameness;
    private final LabelColours colours;
    private final Set<String> labels;
    private final StringBuilder html = new StringBuilder();

    private ComparisonPage(Packs packs, List<BothPasses> streams) {
        this.packs = packs;
        this.streams = streams;
        this.agreement = Agreement.of(streams);
        this.sameness = streams.stream().map(Sameness::of).reduce(Sameness.NOTHING, Sameness::plus);
        this.labels = new TreeSet<>(agreement.labels().keySet());
        labels.remove(Verdict.BACKGROUND);
        this.colours = new LabelColours(labels);
    }

    /** The page. */
    public static String of(Packs packs, List<BothPasses> streams) {
        return new ComparisonPage(packs, streams).page();
    }

    private String page() {
        String title = packs.differ() ? "Two packs over the same segments" : "The same pack again";
        add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        add(
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>\n",
                title);
        html.append(style());
        add("</style>\n</head>\n<body>\n<header>\n<h1>%s</h1>\n<p>", title);
        html.append(TimeLines.escaped(
                packs.differ()
                        ? Packs.names(packs.before()) + "  →  " + Packs.names(packs.now())
                        : Packs.names(packs.now())));
        add("</p>\n</header>\n<main>\n");
        figures();
        legend();
        streams.forEach(this::stream);
        add("<div class=\"tables\">\n");
        labels();
        confusion();
        add("</div>\n<p></p>\n");
        intervals();
        add("</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private void figures() {
        add("<div class=\"figures\">\n");
        if (packs.differ()) {
            figure("", percent(agreement.share()), "same label, of " + agreement.compared() + " s");
            figure("", String.format(Locale.ROOT, "%.3f", agreement.scoreDifference()), "mean difference of the score");
            for (Kind kind : Kind.values()) {
                figure("", Long.toString(agreement.intervals().count(kind)), "intervals " + word(kind));
            }
        } else {
            long changed = sameness.changed() + sameness.missing();
            long intervals = sameness.intervalsChanged() + sameness.intervalsMissing();
            figure("", Long.toString(sameness.events()), "events");
            figure(changed == 0 ? "good" : "", Long.toString(sameness.identical()), "events byte for byte the same");
            figure(changed == 0 ? "" : "bad", Long.toString(changed), "events changed");
            figure("", Long.toString(sameness.intervals()), "intervals");
            figure(intervals == 0 ? "good" : "", Long.toString(sameness.intervalsIdentical()), "intervals the same");
            figure(intervals == 0 ? "" : "bad", Long.toString(intervals), "intervals changed");
        }
        add("</div>\n");
    }

    private void figure(String kind, String number, String meaning) {
        add("<div class=\"figure %s\"><b>%s</b><span>%s</span></div>\n", kind, number, meaning);
    }

    private void legend() {
        add("<ul class=\"legend\">\n");
        for (String label : labels) {
            add("<li><i style=\"background:%s\"></i>%s</li>\n", colours.of(label), TimeLines.escaped(label));
        }
        add(
                "</ul>\n<p class=\"note\">Each second is as high as its score, in the colour of its label; the bars below are intervals."
                        + " Red between the passes: the labels differ.</p>\n");
    }

    private void stream(BothPasses passes) {
        if (passes.replayed().events().isEmpty()) {
            return;
        }
        TimeLines lines = new TimeLines(passes, colours);
        add("<section>\n<h2>%s <span>%s</span></h2>\n", TimeLines.escaped(passes.stream()), lines.extent());
        html.append(lines.svg());
        add("</section>\n");
    }

    private void labels() {
        add("<section>\n<h2>Labels <span>in seconds</span></h2>\n<table>\n<thead><tr><th>label</th>");
        for (String column : List.of("before", "now", "kept", "lost", "gained")) {
            add("<th class=\"n\">%s</th>", column);
        }
        add("</tr></thead>\n<tbody>\n");
        for (Map.Entry<String, LabelChange> label : agreement.labels().entrySet()) {
            LabelChange change = label.getValue();
            add("<tr><td>%s</td>", TimeLines.escaped(label.getKey()));
            for (long count :
                    new long[] {change.before(), change.now(), change.kept(), change.lost(), change.gained()}) {
                add("<td class=\"n\">%d</td>", count);
            }
            add("</tr>\n");
        }
        add("</tbody>\n</table>\n</section>\n");
    }

    private void confusion() {
        Set<String> all = agreement.labels().keySet();
        add(
                "<section class=\"confusion\">\n<h2>What became of what <span>rows were, columns are; share of the row</span></h2>\n");
        add("<table>\n<thead><tr><td></td>");
        all.forEach(is -> add("<th>%s</th>", TimeLines.escaped(is)));
        add("</tr></thead>\n<tbody>\n");
        for (String was : all) {
            Map<String, Long> row = agreement.confusion().getOrDefault(was, Map.of());
            long sum = row.values().stream().mapToLong(count -> count).sum();
            add("<tr><th>%s</th>", TimeLines.escaped(was));
            for (String is : all) {
                long count = row.getOrDefault(is, 0L);
                double share = sum == 0 ? 0 : (double) count / sum;
                add(
                        "<td style=\"background:rgba(var(--heat%s),%.2f)\">%s</td>",
                        was.equals(is) ? "" : "-off", 0.75 * share, count == 0 ? "" : Long.toString(count));
            }
            add("</tr>\n");
        }
        add("</tbody>\n</table>\n</section>\n");
    }

    private void intervals() {
        List<Change> different = agreement.intervals().all().stream()
                .filter(change -> change.kind() != Kind.KEPT)
                .toList();
        if (different.isEmpty()) {
            return;
        }
        add("<section>\n<h2>Intervals that differ</h2>\n<table>\n<thead><tr><th></th><th>stream</th><th>label</th>"
                + "<th>before</th><th>now</th></tr></thead>\n<tbody>\n");
        for (Change change : different.subList(0, Math.min(MOST_INTERVALS, different.size()))) {
            add(
                    "<tr><td><span class=\"kind %s\">%s</span></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n",
                    word(change.kind()),
                    word(change.kind()),
                    TimeLines.escaped(change.stream()),
                    TimeLines.escaped(change.either().newest().getLabel()),
                    change.before().map(ComparisonPage::span).orElse("-"),
                    change.now().map(ComparisonPage::span).orElse("-"));
        }
        add("</tbody>\n</table>\n");
        if (different.size() > MOST_INTERVALS) {
            add("<p class=\"note\">and %d more in comparison.json</p>\n", different.size() - MOST_INTERVALS);
        }
        add("</section>\n");
    }

    private static String span(IntervalHistory interval) {
        return TimeLines.moment(interval.newest().getFirstIndex(), true) + " to "
                + TimeLines.moment(interval.newest().getLastIndex() + 1, false)
                + String.format(Locale.ROOT, ", peak %.2f", interval.newest().getPeakScore());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private void add(String format, Object... values) {
        html.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    }

    private static String style() {
        try (InputStream css = ComparisonPage.class.getResourceAsStream("page.css")) {
            if (css == null) {
                throw new IllegalStateException("page.css is not on the class path beside " + ComparisonPage.class);
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("page.css cannot be read from the class path", e);
        }
    }
}
