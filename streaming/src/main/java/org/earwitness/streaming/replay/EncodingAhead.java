package org.earwitness.streaming.replay;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;

/**
 * An engine that has already encoded what it is asked for. Encoding one segment needs no other, so segments that were polled are
 * encoded on threads of their own while those before them are still in line; their answers are handed out when the topology, in
 * order, comes to ask. So one stream keeps all cores busy, and its events are the same bytes: an answer depends on the segment
 * alone.
 *
 * <p>What was never announced, was let go for want of memory, or failed ahead is encoded when it is asked for, as without this
 * class; what is asked for before a thread has come to it is encoded by the caller. Any thread. The engine behind it stays the
 * caller's and is closed after this.
 */
public final class EncodingAhead implements InferenceEngine {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long IDLE_SECONDS = 10;

    private final InferenceEngine engine;
    private final long mostBytes;
    private final ExecutorService threads;
    private final Map<Content, Deque<Task>> tasks = new HashMap<>();
    // In the order of their announcement, so that the oldest is let go first.
    private final LinkedHashSet<Task> waiting = new LinkedHashSet<>();
    private long heldBytes;
    private long answered;

    /**
     * @param engine encodes and localizes
     * @param threads how many segments are encoded ahead side by side
     * @param mostBytes media that is kept at most while its features are not asked for, bytes
     */
    public EncodingAhead(InferenceEngine engine, int threads, long mostBytes) {
        if (threads < 1 || mostBytes < 1) {
            throw new IllegalArgumentException(threads + " threads with " + mostBytes
                    + " bytes encode nothing ahead. Use one a core and some megabytes.");
        }
        this.engine = engine;
        this.mostBytes = mostBytes;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), EncodingAhead::thread);
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** Begins to encode a segment that will be asked for. */
    public void announce(SegmentInput input) {
        Task task = new Task(input);
        synchronized (this) {
            heldBytes += task.bytes;
            waiting.add(task);
            tasks.computeIfAbsent(task.content, any -> new ArrayDeque<>()).add(task);
            // A duplicate or late segment is announced and never asked for: whatever is oldest makes room.
            while (heldBytes > mostBytes && waiting.size() > 1) {
                forget(waiting.iterator().next());
            }
        }
        threads.execute(task.encoding);
    }

    /** How many segments were answered with features that had been made ahead, or begun. */
    public synchronized long answeredAhead() {
        return answered;
    }

    /** Media that is kept now, bytes. */
    public synchronized long heldBytes() {
        return heldBytes;
    }

    @Override
    public ModelPack pack() {
        return engine.pack();
    }

    @Override
    public int callers() {
        return engine.callers();
    }

    @Override
    public Features encode(SegmentInput input) {
        return take(input).flatMap(EncodingAhead::answer).orElseGet(() -> engine.encode(input));
    }

    @Override
    public Localization localize(FeatureWindow window) {
        return engine.localize(window);
    }

    @Override
    public void close() {
        synchronized (this) {
            waiting.forEach(task -> task.encoding.cancel(false));
            waiting.clear();
            tasks.clear();
            heldBytes = 0;
        }
        threads.shutdownNow();
        try {
            // The engine may be closed once nobody is inside, and it waits for that itself.
            threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Task> take(SegmentInput input) {
        Optional<Task> task = Optional.ofNullable(tasks.get(new Content(input))).map(Deque::peek);
        task.ifPresent(known -> {
            forgetTaken(known);
            answered++;
        });
        return task;
    }

    private void forget(Task task) {
        task.encoding.cancel(false);
        forgetTaken(task);
    }

    private void forgetTaken(Task task) {
        waiting.remove(task);
        heldBytes -= task.bytes;
        Deque<Task> same = tasks.get(task.content);
        if (same != null) {
            same.remove(task);
            if (same.isEmpty()) {
                tasks.remove(task.content);
            }
        }
    }

    /** The features; empty when they have to be asked for again, which then also says why. */
    private static Optional<Features> answer(Task task) {
        // Runs it here if no thread has begun with it; else it does nothing.
        task.encoding.run();
        try {
            return Optional.of(task.encoding.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failed) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "encoding-ahead");
        thread.setDaemon(true);
        return thread;
    }

    /** One segment and its encoding. */
    private final class Task {
        private final Content content;
        private final long bytes;
        private final FutureTask<Features> encoding;

        Task(SegmentInput input) {
            this.content = new Content(input);
            this.bytes = input.audio().remaining()
                    + input.frames().stream()
                            .mapToLong(frame -> frame.remaining())
                            .sum();
            this.encoding = new FutureTask<>(() -> engine.encode(input));
        }
    }

    /** Media as a key: all of it is compared, but only a little of it hashed, because it is asked for three times a segment. */
    private static final class Content {
        private static final int STEP = 509;

        private final SegmentInput input;
        private final int hash;

        Content(SegmentInput input) {
            this.input = input;
            int sampled = sample(input.audio());
            for (ByteBuffer frame : input.frames()) {
                sampled = 31 * sampled + sample(frame);
            }
            this.hash = sampled;
        }

        private static int sample(ByteBuffer bytes) {
            int sampled = bytes.remaining();
            for (int i = bytes.position(); i < bytes.limit(); i += STEP) {
                sampled = 31 * sampled + bytes.get(i);
            }
            return sampled;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Content content && hash == content.hash && input.equals(content.input);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
