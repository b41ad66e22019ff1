package org.earwitness.inference.batch;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.session.Deadline;

/** One question on its way through a batch: asked by one thread, answered once by another. */
final class Ticket<Q, R> {
    private final Q question;
    private final Deadline deadline;
    private final long askedNanos;
    // Both are written before the latch opens and read after it.
    private final CountDownLatch done = new CountDownLatch(1);
    private Optional<R> answer = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    Ticket(Q question, Deadline deadline, long askedNanos) {
        this.question = question;
        this.deadline = deadline;
        this.askedNanos = askedNanos;
    }

    Q question() {
        return question;
    }

    Deadline deadline() {
        return deadline;
    }

    long askedNanos() {
        return askedNanos;
    }

    void answer(R given) {
        answer = Optional.of(given);
        done.countDown();
    }

    void fail(RuntimeException reason) {
        failure = Optional.of(reason);
        done.countDown();
    }

    /** Whether it was answered or failed within so many nanoseconds. */
    boolean await(long nanos) throws InterruptedException {
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Waits until it was answered or failed; an interrupt does not end the wait and is restored. */
    void awaitUninterruptibly() {
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer, once it is there; a failure is thrown anew, so that each caller sees its own stack. */
    R outcome() {
        return answer.orElseThrow(() -> {
            RuntimeException reason = failure.orElseThrow();
            return reason instanceof InferenceUnavailable unavailable
                    ? unavailable.again()
                    : InferenceUnavailable.failure("a batch failed: " + reason.getMessage(), reason);
        });
    }
}
