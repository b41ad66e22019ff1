package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVFormatContext.Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Gives what a source must have to everything that it opens: FFmpeg's HLS hands the options of TLS to its playlist only, and
 * would take segments from anybody.
 *
 * <p>One callback for the process, as JavaCPP has about ten of a kind; a source is told by the thread that calls.
 */
final class NestedOpens implements AutoCloseable {
    private static final Map<Thread, NestedOpens> BY_THREAD = new ConcurrentHashMap<>();

    private final Consumer<String> opening;
    private final Map<BytePointer, BytePointer> options = new LinkedHashMap<>();

    /** The one callback, in front of FFmpeg's own. */
    private static final class Opening extends Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer {
        private final Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer usual;

        Opening(Io_open_AVFormatContext_PointerPointer_BytePointer_int_PointerPointer usual) {
            this.usual = usual;
        }

        @Override
        @SuppressWarnings("rawtypes") // as JavaCPP declares it
        public int call(
                AVFormatContext context, PointerPointer opened, BytePointer url, int flags, PointerPointer given) {
            try {
                NestedOpens source = BY_THREAD.get(Thread.currentThread());
                if (source != null && url != null && !url.isNull()) {
                    source.opening.accept(url.getString());
                }
                if (source != null && given != null && !given.isNull()) {
                    source.add(given);
                }
                return usual.call(context, opened, url, flags, given);
            } catch (RuntimeException | OutOfMemoryError e) {
                // What is thrown through FFmpeg's own frames ends the process.
                return AVERROR_EXTERNAL;
            }
        }
    }

    private static final Opening OPENING = opening();

    private static Opening opening() {
        AVFormatContext untouched = avformat_alloc_context();
        Opening opening = new Opening(untouched.io_open());
        avformat_free_context(untouched);
        return opening;
    }

    /**
     * @param options names and values of FFmpeg's protocols; whoever does not know one leaves it
     * @param opening hears each address before it is opened, secrets included; a connection that is used again opens nothing
     */
    NestedOpens(Map<String, String> options, Consumer<String> opening) {
        this.opening = opening;
        options.forEach((name, value) -> this.options.put(new BytePointer(name), new BytePointer(value)));
    }

    /** All that a context opens from now on, on this thread, gets the options. */
    void guard(AVFormatContext context) {
        context.io_open(OPENING);
        listen();
    }

    /** The calls of this thread are this source's. */
    void listen() {
        if (BY_THREAD.get(Thread.currentThread()) != this) {
            BY_THREAD.put(Thread.currentThread(), this);
        }
    }

    @SuppressWarnings("rawtypes")
    private void add(PointerPointer given) {
        options.forEach((name, value) -> av_dict_set(given, name, value, 0));
    }

    @Override
    public void close() {
        BY_THREAD.remove(Thread.currentThread(), this);
        options.forEach((name, value) -> {
            name.deallocate();
            value.deallocate();
        });
        options.clear();
    }
}
