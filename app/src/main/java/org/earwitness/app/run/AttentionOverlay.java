package org.earwitness.app.run;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/**
 * Lays an attention map over a frame as a soft warm light: 7x7 weights, interpolated between the centres of their places, only
 * where they are above what an even map would have. Any thread.
 */
final class AttentionOverlay {
    private static final int SIDE = 7;
    private static final double EVEN = 1.0 / (SIDE * SIDE);
    /** A map whose peak is below this many times the even weight points nowhere, and is not blown up to look as if it did. */
    private static final double CLEAR_PEAK = 3;

    private static final double STRONGEST = 0.75;
    /** How much the rest is darkened, so that the light also shows on a bright picture. */
    private static final double SHADE = 0.28;

    private AttentionOverlay() {}

    /**
     * Draws a frame at a size of its own, and the map over it.
     *
     * @param frame picture of the segment
     * @param attention 49 weights row by row that sum to 1, or all zero
     */
    static BufferedImage over(BufferedImage frame, float[] attention, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = picture.createGraphics();
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        canvas.drawImage(frame, 0, 0, width, height, null);
        canvas.drawImage(light(attention, width, height), 0, 0, null);
        canvas.dispose();
        return picture;
    }

    private static BufferedImage light(float[] attention, int width, int height) {
        double[] strength = strengths(attention);
        boolean points = Arrays.stream(strength).anyMatch(weight -> weight > 0);
        BufferedImage light = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double here = between(strength, (x + 0.5) / width * SIDE - 0.5, (y + 0.5) / height * SIDE - 0.5);
                if (points) {
                    light.setRGB(x, y, warm(here).getRGB());
                }
            }
        }
        return light;
    }

    /** 0 for a weight at or below the even one, 1 for the peak of a clear map. */
    private static double[] strengths(float[] attention) {
        double peak = CLEAR_PEAK * EVEN;
        for (float weight : attention) {
            peak = Math.max(peak, weight);
        }
        double[] strengths = new double[attention.length];
        for (int place = 0; place < attention.length; place++) {
            strengths[place] = Math.max(0, (attention[place] - EVEN) / (peak - EVEN));
        }
        double before = Arrays.stream(strengths).max().orElse(0);
        double after = 0;
        for (int place = 0; place < strengths.length; place++) {
            after = Math.max(after, strengthAt(strengths, place % SIDE, place / SIDE));
        }
        // A spline runs below its peaks: raise it, so that a clear peak is as bright as it is clear.
        double raise = after == 0 ? 0 : before / after;
        return Arrays.stream(strengths).map(strength -> strength * raise).toArray();
    }

    /** Cubic B-spline over the sixteen places around a point: no creases, and no plateaus around a place. */
    private static double between(double[] values, double column, double row) {
        int left = (int) Math.floor(column);
        int top = (int) Math.floor(row);
        double sum = 0;
        for (int y = -1; y <= 2; y++) {
            double down = spline(row - top - y);
            for (int x = -1; x <= 2; x++) {
                sum += down * spline(column - left - x) * values[inside(top + y) * SIDE + inside(left + x)];
            }
        }
        return Math.min(1, sum);
    }

    private static double strengthAt(double[] values, int column, int row) {
        return between(values, column, row);
    }

    private static int inside(int place) {
        return Math.min(SIDE - 1, Math.max(0, place));
    }

    private static double spline(double distance) {
        double t = Math.abs(distance);
        return t < 1 ? 2.0 / 3 - t * t + t * t * t / 2 : t < 2 ? (2 - t) * (2 - t) * (2 - t) / 6 : 0;
    }

    private static Color warm(double strength) {
        int green = (int) Math.round(90 + 150 * strength);
        int blue = (int) Math.round(20 + 70 * strength * strength);
        double lit = Math.pow(strength, 0.8);
        double alpha = STRONGEST * lit + SHADE * (1 - lit);
        double hue = STRONGEST * lit / alpha;
        return new Color(
                (int) Math.round(255 * hue),
                (int) Math.round(Math.min(255, green) * hue),
                (int) Math.round(Math.min(255, blue) * hue),
                (int) Math.round(255 * alpha));
    }
}
