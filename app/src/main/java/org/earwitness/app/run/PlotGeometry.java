package org.earwitness.app.run;

/**
 * Where moments and scores lie in the plot, in pixels.
 *
 * @param left left edge of the plot
 * @param width width of the plot
 * @param endMicros moment at its right edge
 */
record PlotGeometry(int left, int width, long endMicros) {
    static final int TOP = 96;
    static final int HEIGHT = 150;
    /** Intervals lie in a band of their own below the scores. */
    static final int BAND_TOP = TOP + HEIGHT + 10;

    static final int BAND_HEIGHT = 22;
    static final int BOTTOM = BAND_TOP + BAND_HEIGHT;

    private static final long[] STEPS_SECONDS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400};
    private static final int MOST_TICKS = 14;

    PlotGeometry {
        endMicros = Math.max(1_000_000, endMicros);
    }

    double x(long micros) {
        return left + (double) width * Math.min(endMicros, Math.max(0, micros)) / endMicros;
    }

    double y(float score) {
        return TOP + HEIGHT * (1.0 - score);
    }

    /** Seconds between two ticks of the time axis: few enough to be read. */
    long tickSeconds() {
        long seconds = endMicros / 1_000_000;
        for (long step : STEPS_SECONDS) {
            if (seconds / step <= MOST_TICKS) {
                return step;
            }
        }
        return seconds / MOST_TICKS;
    }
}
