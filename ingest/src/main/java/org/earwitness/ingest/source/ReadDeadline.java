package org.earwitness.ingest.source;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The deadline of one stream's blocking calls into FFmpeg, which asks for it about every 100 ms while it waits.
 *
 * <p>JavaCPP gives a callback class about ten native slots, and a callback beyond them is silently never called. So there is one
 * callback for the whole process, and each stream is told apart by the address of a few native bytes of its own.
 *
 * <p>{@link #start} and {@link #hasPassed} belong to the reading thread, {@link #interrupt} to any.
 */
final class ReadDeadline implements AutoCloseable {
    private static final Map<Long, ReadDeadline> BY_ADDRESS = new ConcurrentHashMap<>();

    private static final AVIOInterruptCB.Callback_Pointer GUARD = new Guard();

    /** The one callback. */
    private static final class Guard extends AVIOInterruptCB.Callback_Pointer {
        @Override
        public int call(Pointer opaque) {
            ReadDeadline deadline = BY_ADDRESS.get(opaque.address());
            return deadline != null && deadline.hasPassed() ? 1 : 0;
        }
    }

    private final BytePointer identity = new BytePointer(8);
    private volatile long endNanos;
    private volatile boolean interrupted;
    private volatile boolean refused;

    ReadDeadline() {
        BY_ADDRESS.put(identity.address(), this);
    }

    /** Guards all calls on a context; the deadline must outlive it. */
    void guard(AVFormatContext context) {
        AVIOInterruptCB callback = context.interrupt_callback();
        callback.callback(GUARD);
        callback.opaque(identity);
    }

    /** Gives the calls from now on this much time. */
    void start(long millis) {
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void interrupt() {
        interrupted = true;
    }

    /** Makes the call under way give up before it sends anything further, and every later one. */
    void refuse() {
        refused = true;
    }

    boolean isRefused() {
        return refused;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    /** FFmpeg's return code does not tell: rtsp says "invalid data" when it was interrupted. */
    boolean hasPassed() {
        return interrupted || refused || System.nanoTime() - endNanos > 0;
    }

    @Override
    public void close() {
        BY_ADDRESS.remove(identity.address());
        identity.deallocate();
    }
}
