package org.earwitness.app.chaos;

import java.time.Duration;
import java.util.Optional;

/**
 * A part of the product that is started again when it ends, as a service manager does it. One thread.
 *
 * <p>A part that ends by itself is started again after a pause, so that one that cannot start does not take the machine.
 */
final class KeptProcess implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(40);

    private final String name;
    private final ChildProcess.Launch launch;
    private Optional<ChildProcess> running = Optional.empty();
    private Optional<Long> endedNanos = Optional.empty();
    private int ends;

    KeptProcess(String name, ChildProcess.Launch launch) {
        this.name = name;
        this.launch = launch;
    }

    String name() {
        return name;
    }

    /** The process as it runs now. */
    ChildProcess process() {
        return running.orElseThrow(() -> new IllegalStateException(name + " was not started"));
    }

    boolean isRunning() {
        return running.filter(ChildProcess::isAlive).isPresent();
    }

    /** How often it ended by itself. */
    int ends() {
        return ends;
    }

    void start() {
        running = Optional.of(ChildProcess.start(launch));
        endedNanos = Optional.empty();
    }

    /** {@code kill -9} and nothing more. */
    void kill() {
        process().kill();
    }

    /** {@code kill -9}, and a start at once. */
    void killAndStart() {
        kill();
        start();
    }

    /** To be called again and again: starts it where it has ended by itself. */
    void tend(long nowNanos) {
        if (running.isEmpty() || isRunning()) {
            return;
        }
        if (endedNanos.isEmpty()) {
            ends++;
            endedNanos = Optional.of(nowNanos);
        } else if (nowNanos - endedNanos.get() > PAUSE.toNanos()) {
            start();
        }
    }

    /** Ends it in order; it is not started again. */
    @Override
    public void close() {
        running.filter(ChildProcess::isAlive).ifPresent(process -> process.terminate(END));
        running = Optional.empty();
    }
}
