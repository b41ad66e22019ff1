package org.earwitness.app.accelerator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.SegmentInput;

/**
 * So many streams that call an engine as stream threads do, each its next segment as soon as it has the answer to the last.
 *
 * @param segments how many were answered
 * @param seconds in how long
 * @param waitMillis how long a stream waited for each, encode and localize, sorted
 */
record StreamCalls(long segments, double seconds, List<Double> waitMillis) {
    StreamCalls {
        waitMillis = waitMillis.stream().sorted().toList();
    }

    /** Segments a second; as many streams are kept up with, since each has one. */
    double rate() {
        return segments / seconds;
    }

    /** The wait that this share of all did not exceed, milliseconds. */
    double waitMillis(double share) {
        int rank = (int) Math.ceil(share * waitMillis.size());
        return waitMillis.get(Math.max(0, Math.min(waitMillis.size(), rank) - 1));
    }

    /** Calls for so long, at least once a stream. */
    static StreamCalls during(double seconds, InferenceEngine engine, int streams, List<SegmentInput> inputs) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        return whileTrue(() -> System.nanoTime() < end, engine, streams, inputs);
    }

    /**
     * Calls as long as it is told to.
     *
     * @param goesOn asked by every stream after each segment
     */
    static StreamCalls whileTrue(
            BooleanSupplier goesOn, InferenceEngine engine, int streams, List<SegmentInput> inputs) {
        ExecutorService threads = Executors.newFixedThreadPool(streams);
        try {
            long start = System.nanoTime();
            List<Future<List<Double>>> calling = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                int first = stream;
                calling.add(threads.submit(() -> stream(goesOn, engine, first, inputs)));
            }
            List<Double> waits = new ArrayList<>();
            for (Future<List<Double>> stream : calling) {
                waits.addAll(stream.get());
            }
            return new StreamCalls(waits.size(), (System.nanoTime() - start) / 1e9, waits);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stream of the measurement failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement was interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> stream(
            BooleanSupplier goesOn, InferenceEngine engine, int first, List<SegmentInput> inputs) {
        Deque<Optional<FeatureWindow.Position>> window =
                new ArrayDeque<>(Collections.nCopies(engine.pack().window(), Optional.empty()));
        List<Double> waits = new ArrayList<>();
        int number = first;
        do {
            SegmentInput input = inputs.get(number % inputs.size());
            long start = System.nanoTime();
            Features features = engine.encode(input);
            window.removeFirst();
            window.addLast(Optional.of(new FeatureWindow.Position(features, input.hasPicture(), input.hasSound())));
            engine.localize(new FeatureWindow(new ArrayList<>(window)));
            waits.add((System.nanoTime() - start) / 1e6);
            number++;
        } while (goesOn.getAsBoolean());
        return waits;
    }
}
