package org.earwitness.app.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns Ctrl-C and SIGTERM into a question that a command can ask, so that it closes what it opened in its own order. Opened
 * first and closed last by the command; any thread may ask.
 *
 * <p>A JVM that is left to end by itself runs all shutdown hooks at once, that of ONNX Runtime among them, which frees its
 * environment while sessions still work: a crash (seen with 1.28.0). So the signals are taken before the JVM acts on them. A
 * second signal ends the process at once, for whoever has no time.
 */
public final class EndSignal implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();
    private final List<SignalSubscription> subscriptions = new ArrayList<>();
    private final Runnable atOnce;

    private EndSignal(Runnable atOnce) {
        this.atOnce = atOnce;
    }

    /** Listens from now on. */
    public static EndSignal listen() {
        return listen(() -> Runtime.getRuntime().halt(128 + 2));
    }

    /**
     * Listens from now on.
     *
     * @param atOnce what a second signal does
     */
    static EndSignal listen(Runnable atOnce) {
        EndSignal end = new EndSignal(atOnce);
        SIGNALS.forEach(name -> SignalSubscription.to(name, end::received).ifPresent(end.subscriptions::add));
        return end;
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

    /** Everything is closed: from now on a signal ends the process as it ends any other. */
    @Override
    public void close() {
        subscriptions.forEach(SignalSubscription::close);
    }

    private void received() {
        requested.countDown();
        if (signals.incrementAndGet() > 1) {
            atOnce.run();
        }
    }
}
