package org.earwitness.ingest.publish;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The segments of one stream on their way to Kafka, in order and bounded by bytes: first waiting, then in flight until they are
 * acknowledged. Only waiting ones can still be given up, so no more than half of the bound is in flight.
 *
 * <p>Any thread.
 */
final class StreamQueue {
    private final String stream;
    private final PublishLimits limits;
    private final PublishMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long flyingBytes;
    private boolean isListed;
    private boolean abandoned;
    private long dropped;
    private Optional<String> failure = Optional.empty();

    /**
     * A segment that has not been sent.
     *
     * @param index its index, -1 for a marker, which is never given up
     * @param value as it goes into the topic
     */
    @SuppressWarnings("ArrayRecordComponent") // serialized once and handed to the producer
    record Waiting(long index, boolean isMarker, byte[] value) {}

    StreamQueue(String stream, PublishLimits limits, PublishMeters meters) {
        this.stream = stream;
        this.limits = limits;
        this.meters = meters;
    }

    String stream() {
        return stream;
    }

    /** Adds a segment; with a full queue waits or gives up the oldest, as the policy says. */
    void add(Waiting segment) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(limits.publishTimeoutMillis());
            refuseFailed();
            while (!fits(segment)) {
                if (limits.overflow() == Overflow.DROP_OLDEST) {
                    if (!dropOldest(segment)) {
                        return;
                    }
                } else {
                    if (left <= 0) {
                        throw timedOut("waited for room in its queue for " + limits.publishTimeoutMillis() + " ms");
                    }
                    left = changed.awaitNanos(left);
                }
                refuseFailed();
            }
            waiting.addLast(segment);
            account(segment.value().length, 0);
        } finally {
            lock.unlock();
        }
    }

    /** A segment larger than the whole queue still passes, alone. */
    private boolean fits(Waiting segment) {
        long queued = waitingBytes + flyingBytes;
        return queued == 0 || queued + segment.value().length <= limits.queueBytes();
    }

    /** False when everything else is in flight, so that the new segment itself is the one to give up. */
    private boolean dropOldest(Waiting segment) {
        Waiting oldest = waiting.peekFirst();
        if (oldest != null && !oldest.isMarker()) {
            waiting.removeFirst();
            account(-oldest.value().length, 0);
        } else if (segment.isMarker()) {
            waiting.addLast(segment); // a few hundred bytes, and the end of the stream must be in the log
            account(segment.value().length, 0);
            return false;
        }
        meters.droppedByOverflow();
        dropped++;
        return oldest != null && !oldest.isMarker();
    }

    /** The next segment to send, if there is one and enough were acknowledged; it is in flight from then on. */
    Optional<Waiting> takeOff() {
        lock.lock();
        try {
            isListed = false;
            Waiting next = waiting.peekFirst();
            boolean mayFly =
                    next != null && (flyingBytes == 0 || flyingBytes + next.value().length <= limits.queueBytes() / 2);
            if (!mayFly || next == null) {
                return Optional.empty();
            }
            waiting.removeFirst();
            account(-next.value().length, next.value().length);
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the sender must look at this queue and does not know yet; it is told once. */
    boolean wantsListing() {
        lock.lock();
        try {
            boolean wants = !isListed && !waiting.isEmpty();
            isListed |= wants;
            return wants;
        } finally {
            lock.unlock();
        }
    }

    /** Kafka has a segment. */
    void landed(Waiting segment) {
        lock.lock();
        try {
            account(0, -segment.value().length);
            meters.acknowledged(segment.value().length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Kafka does not take a segment: the stream fails, what waits is given up. */
    void fail(Waiting segment, String reason) {
        lock.lock();
        try {
            account(0, -segment.value().length);
            meters.droppedByFailure();
            dropped++;
            if (failure.isEmpty()) {
                failure = Optional.of("stream " + stream + ": segment " + segment.index() + " was not taken by Kafka: "
                        + reason + ". Check the cluster, then read the stream again");
            }
            giveUpWaiting();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything is acknowledged. */
    void drain() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(limits.publishTimeoutMillis());
            while (waitingBytes + flyingBytes > 0) {
                refuseFailed();
                if (left <= 0) {
                    throw timedOut(
                            "the last acknowledgements did not come within " + limits.publishTimeoutMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
            refuseFailed();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what waits; the stream is not written any more. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            giveUpWaiting();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A new reading of the source begins: an earlier failure is forgotten. */
    void recover() {
        lock.lock();
        try {
            failure = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** How many segments were given up. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void giveUpWaiting() {
        for (Waiting segment : waiting) {
            account(-segment.value().length, 0);
            meters.droppedByFailure();
            dropped++;
        }
        waiting.clear();
    }

    private void refuseFailed() {
        if (failure.isPresent()) {
            throw new PublishFailed(failure.get());
        }
        if (abandoned) {
            throw new PublishFailed("stream " + stream + " is not published any more: ingest is closed");
        }
    }

    private PublishFailed timedOut(String what) {
        return new PublishFailed("stream " + stream + ": " + what + " (" + waiting.size() + " segments wait, "
                + waitingBytes
                + " bytes; " + flyingBytes + " bytes are sent and not acknowledged; limit " + limits.queueBytes()
                + " bytes). Check that the cluster is up");
    }

    private void account(long waitingChange, long flyingChange) {
        waitingBytes += waitingChange;
        flyingBytes += flyingChange;
        meters.queueChanged(waitingChange + flyingChange);
    }
}
