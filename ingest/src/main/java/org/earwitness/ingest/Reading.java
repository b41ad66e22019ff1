package org.earwitness.ingest;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.source.MediaSource;

/** A stream that is being read. Any thread. */
public final class Reading {
    private final String stream;
    private final MediaSource source;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long segments;
    private volatile Optional<Double> progress = Optional.empty();

    Reading(String stream, MediaSource source) {
        this.stream = stream;
        this.source = source;
    }

    /** Name of the stream. */
    public String stream() {
        return stream;
    }

    /** How it ends; completes exactly once and never exceptionally. */
    public CompletableFuture<Outcome> outcome() {
        return outcome.copy();
    }

    /** Segments handed to Kafka so far. */
    public long segments() {
        return segments;
    }

    /** Which part of the media has been read, 0 to 1; empty where the end is not known. */
    public Optional<Double> progress() {
        return progress;
    }

    /** Asks the reading to stop; returns at once, {@link #outcome} says when it did. */
    public void stop() {
        stopped.countDown();
        source.interrupt();
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits, but not beyond a stop. */
    void pause(long nanos) throws InterruptedException {
        if (stopped.await(nanos, TimeUnit.NANOSECONDS)) {
            return;
        }
    }

    void advanced(long segmentsSoFar) {
        segments = segmentsSoFar;
    }

    void progressed(double part) {
        progress = Optional.of(Math.max(0, Math.min(1, part)));
    }

    void finish(Outcome end) {
        outcome.complete(end);
    }
}
