package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Loader;

/** The library as a whole: loaded once, quiet, with its error codes in words. */
final class Ffmpeg {
    private static final int MOST_ERROR_BYTES = 256;
    private static final long MICROS = 1_000_000;

    private Ffmpeg() {}

    /**
     * Loads the library and keeps its own lines off the terminal: what matters of them comes back as a reason.
     *
     * @throws IllegalStateException when its natives for this platform are not built in
     */
    static void load() {
        try {
            LogLines.install();
        } catch (LinkageError e) {
            String platform = Loader.getPlatform();
            throw new IllegalStateException(
                    "FFmpeg cannot be loaded on " + platform
                            + ": its natives for this platform are not built in. Build with" + " -Dearwitness.platform="
                            + platform,
                    e);
        }
    }

    /** An error code in FFmpeg's words, for instance "No such file or directory". */
    static String reason(int code) {
        byte[] text = new byte[MOST_ERROR_BYTES];
        av_strerror(code, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** Refuses an error code. */
    static int check(int code, String doing) throws MediaFailure {
        if (code < 0) {
            throw new MediaFailure(doing + ": " + reason(code));
        }
        return code;
    }

    /** Time stamps of one track in microseconds, rounded to the nearest, without overflow for days in nanoseconds. */
    record TimeBase(long numerator, long denominator) {
        static final TimeBase MICROSECONDS = new TimeBase(1, MICROS);

        static TimeBase of(AVRational rational) {
            return new TimeBase(rational.num(), rational.den());
        }

        long micros(long timestamp) {
            long units = timestamp * numerator;
            long whole = Math.floorDiv(units, denominator);
            long rest = Math.floorMod(units, denominator);
            return whole * MICROS + (rest * MICROS + denominator / 2) / denominator;
        }
    }
}
