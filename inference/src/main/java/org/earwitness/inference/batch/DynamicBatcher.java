package org.earwitness.inference.batch;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.session.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the questions of many threads into batches for one session, on a thread of its own. A caller blocks until its
 * answer is there; while its question still waits in the queue it gives up at its deadline, once the batch runs the batch's
 * deadline ends it.
 */
public final class DynamicBatcher<Q, R> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicBatcher.class);

    private final String name;
    private final FiringRule rule;
    private final BatchLimits limits;
    private final BatchFunction<Q, R> function;
    private final IntSupplier callers;
    private final LongSupplier ticker;
    private final DistributionSummary fill;
    private final Timer wait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Ticket<Q, R>> queue = new ArrayDeque<>();
    private final Thread dispatcher;
    /**
     * How many are in the queue or run. Beside the lock, since a batcher asks another's while it holds its own: two that ask
     * each other would wait for ever.
     */
    private final AtomicInteger pending = new AtomicInteger();

    private int running;
    private boolean closing;

    /**
     * Starts a batcher.
     *
     * @param name what it batches, for messages and the thread's name
     * @param limits its bounds
     * @param function answers a batch
     * @param callers how many callers could have a question here at the same time; it may ask other batchers what is pending
     * @param ticker nanoseconds from any fixed moment, never going back
     * @param fill told how many questions each batch had
     * @param wait told how long each question waited in the queue
     */
    public DynamicBatcher(
            String name,
            BatchLimits limits,
            BatchFunction<Q, R> function,
            IntSupplier callers,
            LongSupplier ticker,
            DistributionSummary fill,
            Timer wait) {
        this.name = name;
        this.limits = limits;
        this.rule = new FiringRule(limits.bucket(), limits.delayNanos());
        this.function = function;
        this.callers = callers;
        this.ticker = ticker;
        this.fill = fill;
        this.wait = wait;
        this.dispatcher = new Thread(this::dispatch, "earwitness-batch-" + name);
        this.dispatcher.setDaemon(true);
        this.dispatcher.start();
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws InferenceUnavailable when the deadline passed, the queue is full, or the batch failed
     * @throws IllegalStateException when the batcher is closed
     */
    public R ask(Q question, Deadline deadline) {
        Ticket<Q, R> ticket = new Ticket<>(question, deadline, ticker.getAsLong());
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException(name + " is closed. Stop its callers before it.");
            }
            if (queue.size() >= limits.queue()) {
                throw InferenceUnavailable.failure(
                        name + " has " + state() + ", its limit is " + limits.queue() + ". Use fewer threads.");
            }
            queue.addLast(ticket);
            pending.incrementAndGet();
            arrived.signal();
        } finally {
            lock.unlock();
        }
        return await(ticket);
    }

    /** How many questions wait or run. Never blocks. */
    public int pending() {
        return pending.get();
    }

    private R await(Ticket<Q, R> ticket) {
        try {
            if (ticket.await(ticket.deadline().remainingNanos())) {
                return ticket.outcome();
            }
            if (withdraw(ticket)) {
                throw InferenceUnavailable.deadline(
                        name + " was not started within " + ticket.deadline().limitMillis() + " ms: " + state());
            }
            // It is being answered: the batch's own deadline ends it, and its buffers are in use until then.
            ticket.awaitUninterruptibly();
            return ticket.outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted(ticket, e);
        }
    }

    private R interrupted(Ticket<Q, R> ticket, InterruptedException e) {
        if (!withdraw(ticket)) {
            ticket.awaitUninterruptibly();
        }
        throw InferenceUnavailable.failure("interrupted while waiting for " + name, e);
    }

    private boolean withdraw(Ticket<Q, R> ticket) {
        lock.lock();
        try {
            boolean removed = queue.remove(ticket);
            if (removed) {
                pending.decrementAndGet();
            }
            arrived.signal();
            return removed;
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        Optional<List<Ticket<Q, R>>> batch = next();
        while (batch.isPresent()) {
            answer(batch.get());
            batch = next();
        }
    }

    /** The next batch, or nothing once closed and empty. */
    private Optional<List<Ticket<Q, R>>> next() {
        lock.lock();
        try {
            pending.addAndGet(-running);
            running = 0;
            while (true) {
                if (queue.isEmpty()) {
                    if (closing) {
                        return Optional.empty();
                    }
                    arrived.awaitUninterruptibly();
                } else {
                    long oldestNanos = ticker.getAsLong() - queue.getFirst().askedNanos();
                    long remainingNanos =
                            closing ? 0 : rule.remainingNanos(queue.size(), callers.getAsInt(), oldestNanos);
                    if (remainingNanos == 0) {
                        return Optional.of(take());
                    }
                    arrived.awaitNanos(remainingNanos);
                }
            }
        } catch (InterruptedException e) {
            // Nobody but us holds this thread, and we never interrupt it: only a fault gets here, and closing is the
            // answer.
            closing = true;
            return queue.isEmpty() ? Optional.empty() : Optional.of(take());
        } finally {
            lock.unlock();
        }
    }

    private List<Ticket<Q, R>> take() {
        List<Ticket<Q, R>> batch = new ArrayList<>();
        while (batch.size() < rule.bucket() && !queue.isEmpty()) {
            batch.add(queue.removeFirst());
        }
        running = batch.size();
        return batch;
    }

    private void answer(List<Ticket<Q, R>> batch) {
        fill.record(batch.size());
        long startNanos = ticker.getAsLong();
        batch.forEach(ticket -> wait.record(startNanos - ticket.askedNanos(), TimeUnit.NANOSECONDS));
        Deadline deadline =
                batch.stream().map(Ticket::deadline).reduce(Deadline::later).orElseThrow();
        try {
            List<R> answers =
                    function.answer(batch.stream().map(Ticket::question).toList(), deadline);
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(
                        name + " gave " + answers.size() + " answers to " + batch.size() + " questions");
            }
            for (int i = 0; i < answers.size(); i++) {
                batch.get(i).answer(answers.get(i));
            }
        } catch (RuntimeException e) {
            batch.forEach(ticket -> ticket.fail(e));
        } catch (Error e) {
            // Callers must not wait for a thread that is gone.
            LOG.error("{} failed with an error; its batcher ends", name, e);
            InferenceUnavailable failure = InferenceUnavailable.failure(name + " failed: " + e, e);
            batch.forEach(ticket -> ticket.fail(failure));
            throw e;
        }
    }

    private String state() {
        lock.lock();
        try {
            return queue.size() + " questions waiting, " + running + " running in a bucket of " + rule.bucket();
        } finally {
            lock.unlock();
        }
    }

    /** Answers what is still waiting, then ends its thread; returns when that is done. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        Deadline deadline = Deadline.in(limits.closeMillis());
        while (dispatcher.isAlive() && !deadline.hasPassed()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(dispatcher, deadline.remainingNanos());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (dispatcher.isAlive()) {
            LOG.error("{} is still in a call {} ms after it should close", name, limits.closeMillis());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
