package org.earwitness.app.run;

import java.util.Locale;

/** Writes moments of a stream the way people and players read them. Any thread. */
final class MediaTime {
    private static final long MICROS_A_MILLI = 1_000;
    private static final long MILLIS_A_SECOND = 1_000;

    private MediaTime() {}

    /** Minutes, seconds and tenths, with hours where there are any: {@code 0:03.0}, {@code 1:02:03.5}. */
    static String clock(long micros) {
        long tenths = Math.round(micros / 100_000.0);
        long seconds = tenths / 10;
        String rest = String.format(Locale.ROOT, "%02d.%d", seconds % 60, tenths % 10);
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%s", seconds / 3600, seconds / 60 % 60, rest)
                : String.format(Locale.ROOT, "%d:%s", seconds / 60, rest);
    }

    /** As WebVTT wants it: {@code 00:00:03.000}. */
    static String cue(long micros) {
        long millis = micros / MICROS_A_MILLI;
        long seconds = millis / MILLIS_A_SECOND;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                millis % MILLIS_A_SECOND);
    }

    /** Seconds with one digit: {@code 4.0}. */
    static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.1f", micros / 1e6);
    }
}
