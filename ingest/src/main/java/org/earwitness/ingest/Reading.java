package org.earwitness.ingest;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A stream that is being read, once or until it is stopped. Any thread. */
public final class Reading {
    private final String stream;
    private final Runnable stop;
    private final LongSupplier nextEpoch;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final AtomicLong segments = new AtomicLong();
    private volatile Optional<Double> progress = Optional.empty();

    Reading(String stream, Runnable stop, LongSupplier nextEpoch) {
        this.stream = stream;
        this.stop = stop;
        this.nextEpoch = nextEpoch;
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
        return segments.get();
    }

    /** Which part of the media has been read, 0 to 1; empty where the end is not known. */
    public Optional<Double> progress() {
        return progress;
    }

    /** Least epoch with which the same stream may be read again once this is over. */
    public long nextEpoch() {
        return nextEpoch.getAsLong();
    }

    /** Asks the reading to stop; returns at once, {@link #outcome} says when it did. */
    public void stop() {
        stop.run();
    }

    /** One more segment was handed to Kafka. */
    void advanced() {
        segments.incrementAndGet();
    }

    void progressed(double part) {
        progress = Optional.of(Math.max(0, Math.min(1, part)));
    }

    boolean isOver() {
        return outcome.isDone();
    }

    void finish(Outcome end) {
        outcome.complete(end);
    }
}
