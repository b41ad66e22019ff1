package org.earwitness.ingest.probe;

import java.util.Locale;

/** Figures as people read them, the same everywhere. Any thread. */
public final class Figures {
    private static final long MICROS_A_MILLI = 1_000;
    private static final long MICROS_A_SECOND = 1_000_000;

    private Figures() {}

    /** Seconds with one digit: {@code 4.0 s}. */
    public static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    /** Milliseconds below a second, seconds above, in words of size only: {@code 40 ms}, {@code 1.3 s}. */
    public static String duration(long micros) {
        long size = Math.abs(micros);
        return size < MICROS_A_SECOND
                ? (size + MICROS_A_MILLI / 2) / MICROS_A_MILLI + " ms"
                : String.format(Locale.ROOT, "%.1f s", size / 1e6);
    }

    /** A rate without needless digits: {@code 25}, {@code 29.97}. */
    public static String rate(double perSecond) {
        return Math.abs(perSecond - Math.rint(perSecond)) < 0.005
                ? String.format(Locale.ROOT, "%.0f", perSecond)
                : String.format(Locale.ROOT, "%.2f", perSecond);
    }

    /** Bits a second: {@code 64 kbit/s}, {@code 3.1 Mbit/s}. */
    public static String bitRate(double bitsPerSecond) {
        return bitsPerSecond < 999_500
                ? String.format(Locale.ROOT, "%.0f kbit/s", bitsPerSecond / 1_000)
                : String.format(Locale.ROOT, "%.1f Mbit/s", bitsPerSecond / 1_000_000);
    }

    /** Decibels with one digit: {@code -23.1 dBFS}. */
    public static String decibels(double value) {
        return String.format(Locale.ROOT, "%.1f dBFS", value);
    }

    /** A share in percent with one digit: {@code 0.4 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    /** A count with its noun: {@code 1 packet}, {@code 3 packets}. */
    public static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
