package org.earwitness.inference.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts who is using a thing, so that it is closed once and only when nobody is. A native object that is freed while it is
 * used ends the process, so there is no other way to close one.
 */
public final class RunGate {
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int uses;
    private boolean closing;

    /** @param name what is guarded, for messages */
    public RunGate(String name) {
        this.name = name;
    }

    /**
     * Begins a use; each must be ended with {@link #leave()}.
     *
     * @throws IllegalStateException when closing has begun
     */
    public void enter() {
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException(name + " is closed. Stop its callers before it.");
            }
            uses++;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a use. */
    public void leave() {
        lock.lock();
        try {
            uses--;
            if (uses == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many use it now. */
    public int uses() {
        lock.lock();
        try {
            return uses;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new uses; true for the first who says so and therefore has to close. */
    public boolean beginClosing() {
        lock.lock();
        try {
            boolean first = !closing;
            closing = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until nobody uses it. An interrupt does not cut the wait short, since what follows is freeing memory; it is
     * restored afterwards.
     *
     * @return whether it is idle; false when the deadline passed first
     */
    public boolean awaitIdle(Deadline deadline) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (uses > 0) {
                long remainingNanos = deadline.remainingNanos();
                if (remainingNanos == 0) {
                    return false;
                }
                try {
                    idle.await(remainingNanos, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
