package org.earwitness.app.run;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One stream as a picture: scores over time, intervals as bars below them, and the frame of each interval's peak with what
 * the sound points at. One instance draws one picture at a time.
 */
final class TimeLinePicture {
    /** Intervals whose frames are shown; of more than these, the ones with the highest peaks. */
    static final int MOST_FRAMES = 24;

    private static final int WIDTH = 1200;
    private static final int MARGIN = 48;
    private static final int PLOT = WIDTH - 2 * MARGIN;
    private static final int COLUMNS = 4;
    private static final int GUTTER = 16;
    private static final int TILE = (PLOT - (COLUMNS - 1) * GUTTER) / COLUMNS;
    private static final int CAPTION = 46;

    private static final Color PAPER = new Color(0xfcfcfd);
    private static final Color INK = new Color(0x1f2933);
    private static final Color QUIET = new Color(0x6b7683);
    private static final Color RULE = new Color(0xe3e7eb);

    private final LabelColours colours;

    TimeLinePicture(LabelColours colours) {
        this.colours = colours;
    }

    /** The intervals whose frames the picture shows, by start; ask for these before drawing. */
    static List<IntervalLine> shown(StreamReport report) {
        return report.intervals().stream()
                .sorted(Comparator.comparing(IntervalLine::peakScore)
                        .reversed()
                        .thenComparing(IntervalLine::firstSegment))
                .limit(MOST_FRAMES)
                .sorted(Comparator.comparing(IntervalLine::firstSegment))
                .toList();
    }

    /**
     * Draws the report.
     *
     * @param frames the frame of a segment by its index, for the peaks of {@link #shown}; one that is missing is left out
     * @param aspect width of the stream's picture by its height, because the frames of segments are square
     */
    BufferedImage draw(StreamReport report, Map<Long, BufferedImage> frames, double aspect) {
        List<IntervalLine> shown = shown(report);
        int tileHeight = (int) Math.round(TILE / Math.min(2.4, Math.max(0.5, aspect)));
        int rows = (shown.size() + COLUMNS - 1) / COLUMNS;
        int tilesTop = PlotGeometry.BOTTOM + 52;
        int height = tilesTop + Math.max(1, rows) * (rows == 0 ? 24 : tileHeight + CAPTION) + 12;
        BufferedImage picture = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = picture.createGraphics();
        try {
            canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            canvas.setColor(PAPER);
            canvas.fillRect(0, 0, WIDTH, height);
            title(canvas, report);
            new ScorePlot(canvas, new PlotGeometry(MARGIN, PLOT, report.endMicros()), colours).draw(report);
            if (shown.isEmpty()) {
                text(canvas, "Nothing both heard and seen.", MARGIN, tilesTop + 12, Font.PLAIN, 15, QUIET);
            }
            for (int i = 0; i < shown.size(); i++) {
                int x = MARGIN + i % COLUMNS * (TILE + GUTTER);
                int y = tilesTop + i / COLUMNS * (tileHeight + CAPTION);
                tile(canvas, shown.get(i), frames, x, y, tileHeight);
            }
        } finally {
            canvas.dispose();
        }
        return picture;
    }

    private static void title(Graphics2D canvas, StreamReport report) {
        text(canvas, IntervalTable.printable(report.stream()), MARGIN, 46, Font.BOLD, 22, INK);
        int events = report.intervals().size();
        String summary = MediaTime.clock(report.endMicros()) + "   "
                + (events == 1 ? "1 event" : events + " events") + " both heard and seen"
                + report.pack().map(pack -> "   pack " + pack).orElse("");
        text(canvas, summary, MARGIN, 70, Font.PLAIN, 14, QUIET);
    }

    private void tile(
            Graphics2D canvas, IntervalLine interval, Map<Long, BufferedImage> frames, int x, int y, int tileHeight) {
        Color colour = Color.decode(colours.of(interval.label()));
        if (frames.containsKey(interval.peakSegment())) {
            BufferedImage frame = frames.get(interval.peakSegment());
            canvas.drawImage(AttentionOverlay.over(frame, interval.peakAttention(), TILE, tileHeight), x, y, null);
        } else {
            canvas.setColor(RULE);
            canvas.fillRect(x, y, TILE, tileHeight);
            text(canvas, "no frame kept", x + 12, y + tileHeight / 2, Font.PLAIN, 13, QUIET);
        }
        canvas.setColor(colour);
        canvas.fillRect(x, y + tileHeight, TILE, 4);
        String peak = String.format(Locale.ROOT, "%.2f", interval.peakScore());
        text(canvas, interval.label(), x, y + tileHeight + 22, Font.BOLD, 14, INK);
        canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        FontMetrics metrics = canvas.getFontMetrics();
        text(canvas, peak, x + TILE - metrics.stringWidth(peak), y + tileHeight + 22, Font.PLAIN, 14, INK);
        String when = MediaTime.clock(interval.startMicros()) + " to " + MediaTime.clock(interval.endMicros());
        text(canvas, when, x, y + tileHeight + 38, Font.PLAIN, 12, QUIET);
    }

    static void text(Graphics2D canvas, String text, int x, int y, int style, int size, Color colour) {
        canvas.setFont(new Font(Font.SANS_SERIF, style, size));
        canvas.setColor(colour);
        canvas.drawString(text, x, y);
    }
}
