package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/** Original media cannot be kept, found or cut; the message says what, why and what to do. */
public final class ClipFailed extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MOST_ERROR_BYTES = 256;

    ClipFailed(String reason) {
        super(reason);
    }

    ClipFailed(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** Refuses an error code of FFmpeg. */
    static int check(int code, String doing) throws ClipFailed {
        if (code < 0) {
            byte[] text = new byte[MOST_ERROR_BYTES];
            av_strerror(code, text, text.length);
            String words = new String(text, StandardCharsets.UTF_8);
            throw new ClipFailed(doing + ": " + words.substring(0, Math.max(0, words.indexOf('\0'))));
        }
        return code;
    }
}
