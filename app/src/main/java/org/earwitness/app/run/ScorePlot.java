package org.earwitness.app.run;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;

/** Scores of a stream over time: a column a segment in its label's colour, background grey, intervals as bars below. */
final class ScorePlot {
    private static final Color RULE = new Color(0xe3e7eb);
    private static final Color QUIET = new Color(0x6b7683);
    private static final int OPAQUE_FILL = 70;
    private static final int FAINT_FILL = 26;

    private final Graphics2D canvas;
    private final PlotGeometry geometry;
    private final LabelColours colours;

    ScorePlot(Graphics2D canvas, PlotGeometry geometry, LabelColours colours) {
        this.canvas = canvas;
        this.geometry = geometry;
        this.colours = colours;
    }

    void draw(StreamReport report) {
        axes();
        for (SegmentLine segment : report.segments()) {
            column(segment, report.endMicros());
        }
        for (IntervalLine interval : report.intervals()) {
            bar(interval);
        }
    }

    private void axes() {
        canvas.setStroke(new BasicStroke(1));
        for (float score : new float[] {0, 0.5f, 1}) {
            canvas.setColor(RULE);
            canvas.draw(new Line2D.Double(
                    geometry.left(), geometry.y(score), geometry.left() + geometry.width(), geometry.y(score)));
            TimeLinePicture.text(
                    canvas,
                    score == 0 ? "0" : score == 1 ? "1" : "0.5",
                    geometry.left() - 24,
                    (int) geometry.y(score) + 4,
                    Font.PLAIN,
                    12,
                    QUIET);
        }
        long step = geometry.tickSeconds();
        for (long second = 0; second * 1_000_000 <= geometry.endMicros(); second += step) {
            double x = geometry.x(second * 1_000_000);
            canvas.setColor(RULE);
            canvas.draw(new Line2D.Double(x, PlotGeometry.TOP, x, PlotGeometry.BOTTOM + 4));
            String time = second >= 3600
                    ? second / 3600 + ":" + twoDigits(second / 60 % 60) + ":" + twoDigits(second % 60)
                    : second / 60 + ":" + twoDigits(second % 60);
            canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            FontMetrics metrics = canvas.getFontMetrics();
            TimeLinePicture.text(
                    canvas,
                    time,
                    (int) x - metrics.stringWidth(time) / 2,
                    PlotGeometry.BOTTOM + 20,
                    Font.PLAIN,
                    12,
                    QUIET);
        }
    }

    private static String twoDigits(long number) {
        return (number < 10 ? "0" : "") + number;
    }

    /** The probability of the label as a column with a clear top; narrower than a pixel they overlap and the last one shows. */
    private void column(SegmentLine segment, long endMicros) {
        double from = geometry.x(segment.startMicros());
        double to = geometry.x(Math.min(endMicros, segment.startMicros() + 1_000_000));
        double top = geometry.y(segment.score());
        double bottom = geometry.y(0);
        Color colour = Color.decode(colours.of(segment.label()));
        int alpha = segment.isBackground() ? FAINT_FILL : OPAQUE_FILL;
        canvas.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha));
        canvas.fill(new Rectangle2D.Double(from, top, Math.max(0.5, to - from), bottom - top));
        canvas.setColor(colour);
        canvas.setStroke(new BasicStroke(segment.isBackground() ? 1.2f : 2.2f));
        canvas.draw(new Line2D.Double(from, top, Math.max(from + 0.5, to), top));
    }

    private void bar(IntervalLine interval) {
        double from = geometry.x(interval.startMicros());
        double width = Math.max(2, geometry.x(interval.endMicros()) - from);
        canvas.setColor(Color.decode(colours.of(interval.label())));
        canvas.fill(new RoundRectangle2D.Double(
                from + 0.5, PlotGeometry.BAND_TOP, Math.max(1.5, width - 1), PlotGeometry.BAND_HEIGHT, 6, 6));
        canvas.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
        if (canvas.getFontMetrics().stringWidth(interval.label()) + 12 < width) {
            TimeLinePicture.text(
                    canvas, interval.label(), (int) from + 7, PlotGeometry.BAND_TOP + 15, Font.BOLD, 12, Color.WHITE);
        }
    }
}
