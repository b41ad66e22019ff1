package org.earwitness.app.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns Ctrl-C and SIGTERM into a question that a command can ask, and keeps the JVM alive until the command has closed what
 * it opened, in its own order. Opened first and closed last by the command; any thread may ask.
 *
 * <p>A JVM that is told to end runs its shutdown hooks and then halts, whatever other threads still do. The hook of this class
 * therefore waits for {@link #close}, up to a limit: a supervisor that sent SIGTERM follows it with SIGKILL after a while.
 */
public final class EndSignal implements AutoCloseable {
    /** Longest wait for an orderly end; Kubernetes kills after 30 s. */
    private static final Duration CLOSING = Duration.ofSeconds(25);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final Thread hook = new Thread(this::end, "end-signal");

    private EndSignal() {}

    /** Listens from now on. */
    public static EndSignal listen() {
        EndSignal signal = new EndSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Whether the process was asked to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Waits until the process is asked to end, up to a time.
     *
     * @return whether it was asked
     */
    public boolean await(Duration longest) {
        try {
            return requested.await(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Asks from inside the process, as Ctrl-C would from outside. */
    public void request() {
        requested.countDown();
    }

    /** Everything is closed: a JVM that waits may halt. */
    @Override
    public void close() {
        closed.countDown();
        if (!ending.get()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException alreadyEnding) {
                // The signal came between the question and the removal: the hook finds `closed` and does not wait.
                ending.set(true);
            }
        }
    }

    private void end() {
        ending.set(true);
        requested.countDown();
        try {
            closed.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
