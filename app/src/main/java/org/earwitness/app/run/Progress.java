package org.earwitness.app.run;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a run is, for a person: a bar that is redrawn in place where standard error is a terminal, else nothing, so that logs
 * stay readable. One thread.
 */
public final class Progress {
    private static final int BAR = 28;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter error;
    private final boolean terminal;
    private long drawnNanos = Long.MIN_VALUE;
    private int width;

    /**
     * @param error standard error
     * @param terminal whether it is a terminal
     */
    public Progress(PrintWriter error, boolean terminal) {
        this.error = error;
        this.terminal = terminal;
    }

    /** Says what is being waited for before there is anything to count. */
    public void say(String step) {
        draw(step);
    }

    /**
     * Redraws the bar, ten times a second at most.
     *
     * @param done how much is done, 0 to 1; below 0 where nobody knows
     * @param events segments that have their event
     * @param streams streams of the run
     * @param nowNanos a monotonic clock
     */
    void show(double done, long events, int streams, long nowNanos) {
        if (drawnNanos == Long.MIN_VALUE || nowNanos - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = nowNanos;
            draw(line(done, events, streams));
        }
    }

    /** Takes the bar away, so that results stand on a clean line. */
    public void clear() {
        if (terminal && width > 0) {
            error.print("\r" + " ".repeat(width) + "\r");
            error.flush();
            width = 0;
        }
    }

    static String line(double done, long events, int streams) {
        String counted = String.format(
                Locale.ROOT, "%,d s localized in %d %s", events, streams, streams == 1 ? "stream" : "streams");
        if (done < 0) {
            return counted;
        }
        double share = Math.min(1, done);
        int full = (int) (BAR * share);
        return String.format(
                Locale.ROOT, "[%s%s] %3.0f %%  %s", "=".repeat(full), " ".repeat(BAR - full), share * 100, counted);
    }

    private void draw(String text) {
        if (!terminal) {
            return;
        }
        error.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        error.flush();
        width = text.length();
    }
}
