package org.earwitness.ingest.clip;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that touches the disk, and the bounded queue before it. A piece for which there is no room is given up at once.
 * Any thread may give; what runs on the disk's thread says so.
 */
final class DiskWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWriter.class);

    /** Most bytes of one piece that wait: some 20 s of a stream at 3 Mbit/s. */
    private static final long MOST_PIECE_BYTES = 8L << 20;

    /** Most bytes of all pieces that wait. */
    private static final long MOST_BYTES = 64L << 20;

    private static final long TIDY_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final LinkedBlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Retention retention;
    private final ClipMeters meters;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean closed;
    /** The disk's thread alone: whether the last attempt failed, so that an outage is one line. */
    private boolean failing;

    DiskWriter(Retention retention, ClipMeters meters, Clock clock) {
        this.retention = retention;
        this.meters = meters;
        this.clock = clock;
        this.thread = new Thread(this::work, "earwitness-clips");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins a piece in a folder that need not be there. */
    PieceWriter begin(Path folder, String number) {
        return new PieceFile(this, folder, number);
    }

    Clock clock() {
        return clock;
    }

    Retention retention() {
        return retention;
    }

    /** Takes a step of a piece that has this many bytes waiting; false when there is no room. */
    boolean offer(AtomicLong pieceWaiting, int bytes, Runnable step) {
        if (closed || pieceWaiting.get() + bytes > MOST_PIECE_BYTES || waiting.get() + bytes > MOST_BYTES) {
            return false;
        }
        pieceWaiting.addAndGet(bytes);
        waiting.addAndGet(bytes);
        return steps.add(() -> {
            try {
                step.run();
            } finally {
                pieceWaiting.addAndGet(-bytes);
                waiting.addAndGet(-bytes);
            }
        });
    }

    /** Takes a step that needs no room: the end of something. */
    void last(Runnable step) {
        steps.add(step);
    }

    /** The disk's thread: something was written. */
    void wrote(int bytes) {
        meters.written(bytes);
        if (failing) {
            failing = false;
            LOG.info("clips are kept again in {}", retention.root());
        }
    }

    /** The disk's thread: a piece was given up because the disk refused it. */
    void refused(Path file, Exception cause) {
        meters.gap(ClipMeters.Gap.DISK);
        if (!failing) {
            failing = true;
            LOG.warn(
                    "clips are not kept: {} cannot be written ({}). The streams go on; each piece is tried again. "
                            + "Check the disk and ingest.clips.folder.",
                    file,
                    cause.toString());
        }
    }

    /** Any thread: a piece was given up because too much waits. */
    void tooSlow(Path folder) {
        meters.gap(ClipMeters.Gap.SLOW);
        LOG.warn(
                "a clip is not kept: the disk of {} does not keep up, {} bytes wait. The stream goes on.",
                folder,
                waiting.get());
    }

    /** The disk's thread: a piece is finished. */
    void finished() {
        meters.finished();
        retention.enforce();
    }

    boolean settle(long millis) {
        CountDownLatch done = new CountDownLatch(1);
        last(() -> {
            retention.enforce();
            done.countDown();
        });
        try {
            return done.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work() {
        try {
            retention.scan();
            while (!closed || !steps.isEmpty()) {
                Runnable step = steps.poll(TIDY_MILLIS, TimeUnit.MILLISECONDS);
                if (step == null) {
                    retention.enforce();
                } else {
                    step.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // the top of the thread: nothing else would tell anybody
            closed = true;
            LOG.error("clips are not kept any more in {}", retention.root(), e);
        }
    }

    @Override
    public void close() {
        if (!settle(CLOSE_MILLIS)) {
            LOG.warn("clips in {}: {} bytes were not written before the end", retention.root(), waiting.get());
        }
        closed = true;
        thread.interrupt();
    }
}
