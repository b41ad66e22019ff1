package org.earwitness.app.worker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.Order;
import org.earwitness.ingest.roster.StreamRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the streams of a list. A stream is read once at a time: one that is started again begins when its former reading has
 * ended, in a later epoch than that had. Everything is decided on one thread of its own; closing ends the thread, while the
 * readings are ended by whoever closes the ingest behind this.
 */
final class RunningStreams implements StreamRunner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningStreams.class);

    private final Reader reader;
    private final BiConsumer<String, Outcome> over;
    private final Map<String, Slot> slots = new HashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "earwitness-running-streams");
        made.setDaemon(true);
        return made;
    });

    /** Begins to read a stream and returns at once. */
    interface Reader {
        OpenStream read(StreamDefinition definition, long leastEpoch);
    }

    /** A stream that is read. */
    interface OpenStream {
        /** How it ends; never fails. */
        CompletableFuture<Outcome> outcome();

        /** Asks it to stop and returns at once. */
        void stop();

        /** Least epoch with which it may be read again once it is over. */
        long nextEpoch();
    }

    private record Wish(StreamDefinition definition, long leastEpoch) {}

    /** What is known of one stream. */
    private static final class Slot {
        private Optional<OpenStream> reading = Optional.empty();
        private Optional<Wish> next = Optional.empty();
        private long nextEpoch;
    }

    /**
     * @param over told on a thread of this how each reading ended
     */
    RunningStreams(Reader reader, BiConsumer<String, Outcome> over) {
        this.reader = reader;
        this.over = over;
    }

    @Override
    public void start(StreamDefinition definition, long leastEpoch) {
        // Counted from now on, so that nobody takes the list for done before its first stream has begun.
        open.incrementAndGet();
        perform(() -> {
            Slot slot = slots.computeIfAbsent(definition.stream(), any -> new Slot());
            slot.next.ifPresent(given -> open.decrementAndGet());
            slot.next = Optional.of(new Wish(definition, leastEpoch));
            slot.reading.ifPresentOrElse(OpenStream::stop, () -> begin(definition.stream(), slot));
        });
    }

    @Override
    public void stop(String stream) {
        perform(() -> Optional.ofNullable(slots.get(stream)).ifPresent(this::stop));
    }

    @Override
    public void stopAll() {
        perform(() -> slots.values().forEach(this::stop));
    }

    /** Whether every stream that was started is over. */
    boolean areOver() {
        return open.get() == 0;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void stop(Slot slot) {
        slot.next.ifPresent(given -> open.decrementAndGet());
        slot.next = Optional.empty();
        slot.reading.ifPresent(OpenStream::stop);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // An outcome never fails; what follows from it is logged there.
    private void begin(String stream, Slot slot) {
        Wish wish = slot.next.orElseThrow();
        slot.next = Optional.empty();
        try {
            OpenStream reading = reader.read(wish.definition(), Math.max(wish.leastEpoch(), slot.nextEpoch));
            slot.reading = Optional.of(reading);
            reading.outcome().thenAccept(outcome -> perform(() -> ended(stream, slot, reading, outcome)));
        } catch (RuntimeException refused) {
            open.decrementAndGet();
            LOG.error("stream {} cannot be started", stream, refused);
        }
    }

    private void ended(String stream, Slot slot, OpenStream reading, Outcome outcome) {
        slot.reading = Optional.empty();
        slot.nextEpoch = Math.max(slot.nextEpoch, reading.nextEpoch());
        if (slot.next.isPresent()) {
            begin(stream, slot);
        }
        open.decrementAndGet();
        over.accept(stream, outcome);
    }

    private void perform(Runnable task) {
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException failed) { // one stream must not end the thread that serves all
                    LOG.error("the list of streams could not be carried out", failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("nothing is started or stopped any more: this is closed", closed);
        }
    }

    /** Carries out orders one after the other. */
    static void carryOut(List<? extends Order> orders, StreamRunner runner) {
        for (Order order : orders) {
            if (order instanceof Order.Start start) {
                runner.start(start.definition(), start.leastEpoch());
            } else if (order instanceof Order.Stop stop) {
                runner.stop(stop.stream());
            } else if (order instanceof Order.Leave leave) {
                LOG.info("stream {} is left alone: {}", leave.stream(), leave.reason());
            } else {
                throw new IllegalStateException("no rule for the order " + order);
            }
        }
    }
}
