package org.earwitness.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.earwitness.inference.encode.FrameDecoder;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.BoundCall;
import org.earwitness.inference.session.Deadline;

/**
 * The CPU's way: a call is one segment on its caller's thread, so an answer has the same bits whoever else calls. As many run
 * side by side as there are slots; each slot has its own decoder and tensors, made once.
 */
final class DirectCalls implements GraphCalls {
    private final PackSessions sessions;
    private final InferenceMeters meters;
    private final int permits;
    private final Semaphore free;
    private final List<Slot> slots = new ArrayList<>();
    // The slot that was used last is the one whose memory is still in the cache.
    private final ConcurrentLinkedDeque<Slot> idle = new ConcurrentLinkedDeque<>();

    DirectCalls(PackSessions sessions, int permits, InferenceMeters meters) {
        this.sessions = sessions;
        this.meters = meters;
        this.permits = permits;
        this.free = new Semaphore(permits, true);
        PackManifest.Visual visual = sessions.manifest().visual();
        for (int i = 0; i < permits; i++) {
            Slot slot = new Slot(
                    new FrameDecoder(visual.frames(), visual.size()),
                    sessions.encode().bind(1),
                    sessions.localize().bind(1));
            slots.add(slot);
            idle.add(slot);
        }
    }

    @Override
    public Features encode(SegmentInput input, Deadline deadline) {
        return inSlot(GraphContract.ENCODE, deadline, slot -> {
            if (input.hasPicture()) {
                meters.decode(() ->
                        slot.decoder().decode(input.frames(), slot.encode().input(GraphContract.FRAMES, 0)));
            }
            sessions.segments().fill(slot.encode(), 0, input);
            meters.encode(() -> sessions.encode().run(slot.encode(), deadline, this::state));
            return sessions.segments().read(slot.encode(), 0);
        });
    }

    @Override
    public Localization localize(FeatureWindow window, Deadline deadline) {
        return inSlot(GraphContract.LOCALIZE, deadline, slot -> {
            sessions.windows().fill(slot.localize(), 0, window);
            meters.localize(() -> sessions.localize().run(slot.localize(), deadline, this::state));
            return sessions.windows().read(slot.localize(), 0, window);
        });
    }

    @Override
    public void warm(Deadline deadline) {
        // All slots share two sessions and one size: what the engine asks of its own accord warms them.
    }

    private <T> T inSlot(String graph, Deadline deadline, Function<Slot, T> work) {
        if (!meters.waiting(() -> acquire(graph, deadline))) {
            throw InferenceUnavailable.deadline(
                    graph + " got no slot within " + deadline.limitMillis() + " ms: " + state());
        }
        Slot slot = Optional.ofNullable(idle.pollFirst())
                .orElseThrow(() -> new IllegalStateException("a permit was given without a slot"));
        try {
            return work.apply(slot);
        } finally {
            idle.addFirst(slot);
            free.release();
        }
    }

    private boolean acquire(String graph, Deadline deadline) {
        try {
            return free.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw InferenceUnavailable.failure("interrupted while waiting for a slot for " + graph, e);
        }
    }

    private String state() {
        return (permits - free.availablePermits()) + " of " + permits + " slots busy, " + free.getQueueLength()
                + " callers waiting";
    }

    @Override
    public void close() {
        slots.forEach(slot -> slot.decoder().close());
    }

    /**
     * What one call needs.
     *
     * @param decoder its own, since FFmpeg's is for one thread
     * @param encode tensors of one segment
     * @param localize tensors of one window
     */
    private record Slot(FrameDecoder decoder, BoundCall encode, BoundCall localize) {}
}
