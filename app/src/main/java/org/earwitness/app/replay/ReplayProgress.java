package org.earwitness.app.replay;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a replay is, for a person: a line that is redrawn in place where standard error is a terminal, else nothing, so that logs
 * stay readable. One thread.
 */
final class ReplayProgress {
    private static final int BAR = 24;
    private static final long REDRAW_NANOS = 200_000_000;

    private final PrintWriter error;
    private final boolean terminal;
    private long expected;
    private long before;
    private long startNanos;
    private long drawnNanos = Long.MIN_VALUE;
    private int width;

    /**
     * @param error standard error
     * @param terminal whether it is a terminal
     */
    ReplayProgress(PrintWriter error, boolean terminal) {
        this.error = error;
        this.terminal = terminal;
    }

    /** Says what is being done before there is anything to count. */
    void say(String step) {
        draw(step);
    }

    /** A replay of so many events begins. */
    void begin(long events, long nowNanos) {
        expected = events;
        startNanos = nowNanos;
    }

    /** The next pass begins; so many events came out of those before. */
    void nextPass(long events) {
        before = events;
    }

    /** Redraws the line, five times a second at most. */
    void show(long eventsOfPass, long nowNanos) {
        if (drawnNanos == Long.MIN_VALUE || nowNanos - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = nowNanos;
            draw(line(before + eventsOfPass, expected, nowNanos - startNanos));
        }
    }

    /** Takes the line away, so that results stand on a clean one. */
    void clear() {
        if (terminal && width > 0) {
            error.print("\r" + " ".repeat(width) + "\r");
            error.flush();
            width = 0;
        }
    }

    static String line(long events, long expected, long nanos) {
        double share = expected == 0 ? 1 : Math.min(1, (double) events / expected);
        int full = (int) (BAR * share);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%  %,d of %,d s, %s",
                "=".repeat(full),
                " ".repeat(BAR - full),
                share * 100,
                events,
                expected,
                speed(events, nanos));
    }

    /** Seconds of media a second, in words. */
    static String speed(long events, long nanos) {
        double times = nanos <= 0 ? 0 : events / (nanos / 1e9);
        return String.format(Locale.ROOT, times < 10 ? "%.1f times real time" : "%,.0f times real time", times);
    }

    private void draw(String text) {
        if (terminal) {
            error.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            error.flush();
            width = text.length();
        }
    }
}
