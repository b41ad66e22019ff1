package org.earwitness.ingest.source;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A media source that says what it was told to, then waits for an interrupt; like a real one it is not asked after its end. */
public final class ScriptedMediaSource implements MediaSource {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Deque<MediaEvent> script;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private volatile boolean closed;

    /** @param script the events, in order */
    public ScriptedMediaSource(Collection<? extends MediaEvent> script) {
        this.script = new ArrayDeque<>(script);
    }

    @Override
    public MediaEvent next() {
        if (closed) {
            throw new IllegalStateException("the source was asked after it was closed");
        }
        if (!script.isEmpty()) {
            return script.removeFirst();
        }
        try {
            boolean stopped = interrupted.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            return new MediaEvent.Failed(stopped ? "it was stopped" : "the script is over");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new MediaEvent.Failed("interrupted");
        }
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }
}
