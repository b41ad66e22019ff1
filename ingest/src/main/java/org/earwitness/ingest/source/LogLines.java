package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_VERBOSE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;

/**
 * What FFmpeg says about one source while a call into it runs: the newest warnings and errors, without secrets. Its error codes
 * say "Input/output error" of most things; its lines tell a refused password from a name that nobody knows.
 *
 * <p>FFmpeg has one log for the whole process, so there is one callback; lines are told apart by the thread that called into the
 * library. The level is the one at which connections are announced before anything is sent, a few lines a file that is opened.
 */
final class LogLines implements AutoCloseable {
    private static final int MOST_LINES = 12;
    private static final int MOST_CHARACTERS = 400;
    private static final Map<Thread, LogLines> LISTENING = new ConcurrentHashMap<>();
    private static final LogCallback CALLBACK = new Lines();

    /** {@code [tcp @ 0x7f0a]}: which object of the library speaks; its address means nothing to anybody. */
    private static final Pattern SPEAKER = Pattern.compile("^(?:\\[[^\\]]* @ 0x[0-9a-f]+\\]\\s*)+");

    /** The one callback. */
    private static final class Lines extends LogCallback {
        @Override
        public void call(int level, BytePointer message) {
            LogLines listener = LISTENING.get(Thread.currentThread());
            if (listener == null || message.isNull()) {
                return;
            }
            try {
                listener.heard(level, message.getString());
            } catch (RuntimeException | OutOfMemoryError e) {
                // What is thrown through FFmpeg's own frames ends the process.
                listener.failed.accept(e);
            }
        }
    }

    private final Consumer<String> announcements;
    private final Consumer<Throwable> failed;
    private final Deque<String> lines = new ArrayDeque<>();

    /**
     * @param announcements hears what FFmpeg is about to do, secrets included; on the calling thread
     * @param failed hears that the one before failed; throws nothing
     */
    LogLines(Consumer<String> announcements, Consumer<Throwable> failed) {
        this.announcements = announcements;
        this.failed = failed;
    }

    /** Takes FFmpeg's lines off the terminal and gives them to whoever listens. */
    static void install() {
        av_log_set_level(AV_LOG_VERBOSE);
        setLogCallback(CALLBACK);
    }

    /** From now on the calls of this thread are this source's; what it heard before is forgotten. */
    void listen() {
        if (LISTENING.get(Thread.currentThread()) != this) {
            LISTENING.put(Thread.currentThread(), this);
        }
        if (!lines.isEmpty()) {
            lines.clear();
        }
    }

    private void heard(int level, String message) {
        String line = SPEAKER.matcher(message).replaceFirst("").strip();
        if (level <= AV_LOG_WARNING && !line.isEmpty()) {
            if (lines.size() == MOST_LINES) {
                lines.removeFirst();
            }
            String shown = MediaAddress.withoutSecrets(line);
            lines.addLast(shown.length() > MOST_CHARACTERS ? shown.substring(0, MOST_CHARACTERS) : shown);
        } else if (level > AV_LOG_WARNING) {
            announcements.accept(line);
        }
    }

    /** What was heard since {@link #listen}, oldest first. */
    List<String> lines() {
        return new ArrayList<>(lines);
    }

    @Override
    public void close() {
        LISTENING.remove(Thread.currentThread(), this);
    }
}
