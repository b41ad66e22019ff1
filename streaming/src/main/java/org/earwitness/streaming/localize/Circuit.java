package org.earwitness.streaming.localize;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps callers from an engine that has missed a deadline. One miss opens it; after a while one caller is let through as a probe,
 * and its answer closes it. Shared by all threads of a process; time is given.
 */
final class Circuit {
    private final long probeAfterNanos;
    private State state = new Closed();

    private sealed interface State permits Closed, Open, Probing {}

    /** Everyone may call. */
    private record Closed() implements State {}

    /** Nobody may call until the probe is due. */
    private record Open(long sinceNanos, String reason) implements State {}

    /** One caller is finding out. */
    private record Probing(String reason) implements State {}

    /** @param probeAfterMillis how long the circuit stays open before a probe */
    Circuit(long probeAfterMillis) {
        this.probeAfterNanos = TimeUnit.MILLISECONDS.toNanos(probeAfterMillis);
    }

    /** Why a call must not be made now; empty when it may, which may make it the probe. */
    synchronized Optional<String> refusal(long nowNanos) {
        if (state instanceof Open open) {
            if (nowNanos - open.sinceNanos() >= probeAfterNanos) {
                state = new Probing(open.reason());
                return Optional.empty();
            }
            return Optional.of(open.reason());
        }
        return state instanceof Probing probing ? Optional.of(probing.reason()) : Optional.empty();
    }

    /** A call was answered. */
    synchronized void answered() {
        state = new Closed();
    }

    /** A call missed its deadline. */
    synchronized void missed(long nowNanos, String reason) {
        state = new Open(nowNanos, "the engine missed a deadline and is not asked until a probe succeeds: " + reason);
    }

    /** A call failed in another way: a closed circuit stays closed, a failed probe opens it again. */
    synchronized void failed(long nowNanos) {
        if (state instanceof Probing probing) {
            state = new Open(nowNanos, probing.reason());
        }
    }

    /** Whether callers are kept away. */
    synchronized boolean isOpen() {
        return !(state instanceof Closed);
    }
}
