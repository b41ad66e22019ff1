package org.earwitness.app.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One browser's queue. It is bounded: a browser that does not keep up is let go, because it comes back by itself and is then
 * told how things are, which is cheaper than what it missed. Any thread tells, one thread takes.
 */
final class Listener {
    private final BlockingQueue<Message> queue;
    private volatile boolean over;

    Listener(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Queues a message, or gives the browser up when its queue is full. Never waits. */
    void tell(Message message) {
        if (!over && !queue.offer(message)) {
            end();
        }
    }

    /** No further message is taken; those that wait are dropped. */
    void end() {
        over = true;
        queue.clear();
    }

    /** Whether this browser was given up or the server closes. */
    boolean isOver() {
        return over;
    }

    /** The next message; empty when none came in time or the listener is over. */
    Optional<Message> next(Duration longest) throws InterruptedException {
        return over ? Optional.empty() : Optional.ofNullable(queue.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
    }
}
