package org.earwitness.app.comparison;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.earwitness.app.run.LabelColours;
import org.earwitness.streaming.replay.Place;

/**
 * One stream's two passes as lines of time, first pass above the replay: each second as high as its score in the colour of its
 * label, intervals as bars below, and a mark between where the labels differ. Pure.
 */
final class TimeLines {
    /** What a line may span, seconds; the shortest that needs few enough lines is taken. */
    private static final int[] SPANS = {30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400};

    private static final int MOST_LINES = 8;
    private static final int WIDTH = 1_200;
    private static final int LEFT = 58;
    private static final int RIGHT = 10;
    private static final int AXIS = 18;
    private static final int ROW = 26;
    private static final int BAR = 5;
    private static final int MARK = 5;
    private static final int SPACE = 4;
    private static final int HEIGHT = AXIS + 2 * (ROW + BAR + SPACE) + MARK + 2 * SPACE;
    private static final long FIRST_UNIX_SECOND = 100_000_000;
    private static final int TICKS = 10;

    private final BothPasses passes;
    private final LabelColours colours;

    TimeLines(BothPasses passes, LabelColours colours) {
        this.passes = passes;
        this.colours = colours;
    }

    /** All lines, one {@code svg} each. */
    String svg() {
        Map<Long, NavigableMap<Place, Verdict>> epochs = new TreeMap<>();
        passes.replayed()
                .events()
                .forEach((place, verdict) -> epochs.computeIfAbsent(place.epoch(), any -> new TreeMap<>())
                        .put(place, verdict));
        long seconds = epochs.values().stream().mapToLong(TimeLines::span).sum();
        long span = SPANS[SPANS.length - 1];
        for (int i = SPANS.length - 1; i >= 0; i--) {
            span = (seconds + SPANS[i] - 1) / SPANS[i] <= MOST_LINES ? SPANS[i] : span;
        }
        StringBuilder svg = new StringBuilder();
        for (Map.Entry<Long, NavigableMap<Place, Verdict>> epoch : epochs.entrySet()) {
            long last = epoch.getValue().lastKey().index();
            for (long from = epoch.getValue().firstKey().index(); from <= last; from += span) {
                line(svg, new Line(epoch.getKey(), from, span));
            }
        }
        return svg.toString();
    }

    /** Where a range begins, and how long it is, in words. */
    String extent() {
        NavigableMap<Place, Verdict> events = passes.replayed().events();
        if (events.isEmpty()) {
            return "no events";
        }
        Place first = events.firstKey();
        Place last = events.lastKey();
        return moment(first.index(), true) + " to " + moment(last.index() + 1, false) + ", " + events.size() + " s";
    }

    /** A moment of a stream: UTC for live ones, minutes and seconds for files. */
    static String moment(long index, boolean withDate) {
        if (index < FIRST_UNIX_SECOND) {
            return index >= 3_600
                    ? String.format(Locale.ROOT, "%d:%02d:%02d", index / 3_600, index / 60 % 60, index % 60)
                    : String.format(Locale.ROOT, "%d:%02d", index / 60, index % 60);
        }
        return DateTimeFormatter.ofPattern(withDate ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochSecond(index));
    }

    private static long span(NavigableMap<Place, Verdict> events) {
        return events.lastKey().index() - events.firstKey().index() + 1;
    }

    /** One line of time. */
    private record Line(long epoch, long from, long span) {
        double x(long index) {
            return LEFT + (double) (index - from) / span * (WIDTH - LEFT - RIGHT);
        }

        long end() {
            return from + span;
        }
    }

    private void line(StringBuilder svg, Line line) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH,
                HEIGHT,
                escaped(passes.stream() + " from " + moment(line.from(), true))));
        axis(svg, line);
        int above = AXIS;
        int between = above + ROW + BAR + 2 * SPACE;
        int below = between + MARK + SPACE;
        pass(svg, line, "before", above, passes.original());
        differences(svg, line, between);
        pass(svg, line, "now", below, passes.replayed());
        svg.append("</svg>\n");
    }

    private void axis(StringBuilder svg, Line line) {
        long step = Math.max(1, line.span() / TICKS);
        long last = Math.min(line.end(), passes.replayed().events().lastKey().index() + 1);
        for (long index = line.from(); index <= last; index += step) {
            double x = line.x(index);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"tick\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x,
                    x,
                    AXIS - 4,
                    HEIGHT - SPACE));
            if (index < last) {
                svg.append(String.format(
                        Locale.ROOT, "<text x=\"%.1f\" y=\"11\">%s</text>\n", x + 2, moment(index, false)));
            }
        }
    }

    private void pass(StringBuilder svg, Line line, String name, int top, StreamResults results) {
        List<Verdict> verdicts = List.copyOf(results
                .events()
                .subMap(new Place(line.epoch(), line.from()), true, new Place(line.epoch(), line.end()), false)
                .values()
                .stream()
                .filter(this::isInRange)
                .toList());
        svg.append(String.format(
                Locale.ROOT, "<g class=\"pass\"><text x=\"0\" y=\"%d\">%s</text>\n", top + ROW - 8, name));
        long lastKnown = passes.replayed().events().lastKey().index();
        double right = line.x(Math.min(line.end(), lastKnown + 1));
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"track\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                LEFT,
                top,
                Math.max(0, right - LEFT),
                ROW));
        for (List<Verdict> run : runs(verdicts)) {
            run(svg, line, top, run);
        }
        results.intervals().stream()
                .filter(interval -> interval.newest().getEpoch() == line.epoch()
                        && interval.newest().getFirstIndex() < line.end()
                        && interval.newest().getLastIndex() >= line.from()
                        && passes.cut().touches(interval.newest()))
                .forEach(interval -> bar(svg, line, top + ROW + 2, interval));
        svg.append("</g>\n");
    }

    private boolean isInRange(Verdict verdict) {
        return passes.replayed().events().containsKey(verdict.place());
    }

    /** Neighbours with the same label, background left out. */
    private static List<List<Verdict>> runs(List<Verdict> verdicts) {
        List<List<Verdict>> runs = new ArrayList<>();
        Optional<Verdict> before = Optional.empty();
        for (Verdict verdict : verdicts) {
            boolean goes = before.filter(last -> last.label().equals(verdict.label())
                            && last.isScored() == verdict.isScored()
                            && last.place().index() + 1 == verdict.place().index())
                    .isPresent();
            if (!goes) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(verdict);
            before = Optional.of(verdict);
        }
        runs.removeIf(run -> run.get(0).isBackground() && run.get(0).isScored());
        return runs;
    }

    private void run(StringBuilder svg, Line line, int top, List<Verdict> run) {
        long first = run.get(0).place().index();
        long end = run.get(run.size() - 1).place().index() + 1;
        int base = top + ROW;
        if (!run.get(0).isScored()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"none\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>no answer</title></rect>\n",
                    line.x(first),
                    top,
                    line.x(end) - line.x(first),
                    ROW));
            return;
        }
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "M%.1f %d", line.x(first), base));
        float peak = 0;
        for (Verdict verdict : run) {
            peak = Math.max(peak, verdict.score());
            path.append(String.format(
                    Locale.ROOT,
                    "V%.1fH%.1f",
                    base - verdict.score() * ROW,
                    line.x(verdict.place().index() + 1)));
        }
        path.append(String.format(Locale.ROOT, "V%dZ", base));
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"%s\"><title>%s, %s to %s, score up to %.2f</title></path>\n",
                path,
                colours.of(run.get(0).label()),
                escaped(run.get(0).label()),
                moment(first, false),
                moment(end, false),
                peak));
    }

    private void bar(StringBuilder svg, Line line, int top, IntervalHistory interval) {
        long first = Math.max(line.from(), interval.newest().getFirstIndex());
        long end = Math.min(line.end(), interval.newest().getLastIndex() + 1);
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"><title>interval: %s, %s to"
                        + " %s, peak %.2f</title></rect>\n",
                line.x(first),
                top,
                Math.max(1, line.x(end) - line.x(first)),
                BAR,
                colours.of(interval.newest().getLabel()),
                escaped(interval.newest().getLabel()),
                moment(interval.newest().getFirstIndex(), false),
                moment(interval.newest().getLastIndex() + 1, false),
                interval.newest().getPeakScore()));
    }

    /** A mark for each run of seconds whose labels differ. */
    private void differences(StringBuilder svg, Line line, int top) {
        long begun = -1;
        for (long index = line.from(); index <= line.end(); index++) {
            boolean differs = index < line.end() && differs(new Place(line.epoch(), index));
            if (differs && begun < 0) {
                begun = index;
            } else if (!differs && begun >= 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"differs\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"><title>the labels"
                                + " differ from %s to %s</title></rect>\n",
                        line.x(begun),
                        top,
                        Math.max(1, line.x(index) - line.x(begun)),
                        MARK,
                        moment(begun, false),
                        moment(index, false)));
                begun = -1;
            }
        }
    }

    private boolean differs(Place place) {
        Verdict before = passes.original().events().get(place);
        Verdict now = passes.replayed().events().get(place);
        return before != null && now != null && !before.label().equals(now.label());
    }

    /** Text as HTML takes it. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("\\p{Cntrl}", "?");
    }
}
