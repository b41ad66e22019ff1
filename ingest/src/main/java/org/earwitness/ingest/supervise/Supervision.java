package org.earwitness.ingest.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earwitness.ingest.source.FailureCause;

/**
 * The rules of one stream's life: told what its reader and the clock say, it answers with what is to be done. Whoever calls it
 * sees to it that one thread does so at a time, and carries the orders out in their order.
 *
 * <p>All times are milliseconds of one monotonic clock. What a reader says that is not the newest any more changes nothing, so
 * that one that comes back after it was abandoned does no harm.
 */
public final class Supervision {
    /** Refused credentials do not get right by asking again, and cameras lock out who asks too often. */
    private static final int REFUSALS_BEFORE_BREAKER = 3;

    /** A reader that is stopped may first give Kafka what it has. */
    private static final long STOP_PATIENCE = 10;

    /** After so many failures in a row for one cause, each further one is old news, told with the next heartbeat. */
    private static final int FAILURES_TOLD = 3;

    private final SupervisionLimits limits;
    private final BackOff backOff;
    private final boolean reopens;
    private StreamState state = new StreamState.Connecting(1);
    private long reading;
    private boolean isRunning;
    private boolean isOpen;
    private int failures;
    private int refusals;
    private int abandoned;
    private long enteredMillis;
    private long toldMillis;
    private long lastSignMillis;
    private Optional<Long> failingSinceMillis = Optional.empty();
    private Optional<StreamState.BackingOff> toldFailure = Optional.empty();

    /**
     * @param limits times
     * @param backOff waits
     * @param reopens whether a source that ends or fails is opened again; otherwise that is the end of the stream
     */
    public Supervision(SupervisionLimits limits, BackOff backOff, boolean reopens) {
        this.limits = limits;
        this.backOff = backOff;
        this.reopens = reopens;
    }

    /** What the stream is doing. */
    public StreamState state() {
        return state;
    }

    /** Begins; called once. */
    public List<Order> begin(long nowMillis) {
        List<Order> orders = new ArrayList<>();
        open(nowMillis, orders);
        return orders;
    }

    /** The source is open. */
    public List<Order> opened(long which, long nowMillis) {
        if (isCurrent(which)) {
            isOpen = true;
            lastSignMillis = nowMillis;
        }
        return List.of();
    }

    /** Media came; need not be told again while the stream is live. */
    public List<Order> received(long which, long nowMillis) {
        List<Order> orders = new ArrayList<>();
        if (isCurrent(which)) {
            lastSignMillis = nowMillis;
            if (state instanceof StreamState.Connecting || state instanceof StreamState.Silent) {
                move(new StreamState.Live(), nowMillis, orders);
            }
        }
        return orders;
    }

    /** A reading has come to its end; its thread is free. */
    public List<Order> over(long which, End end, long nowMillis) {
        List<Order> orders = new ArrayList<>();
        if (!isCurrent(which)) {
            // Only a reader that was abandoned can end when nobody waits for it.
            abandoned = Math.max(0, abandoned - 1);
            return orders;
        }
        isRunning = false;
        if (state instanceof StreamState.Stalled stalled) {
            failed(stalled.knownCause(), stalled.reason(), nowMillis, orders);
        } else if (state.isOver()) {
            return orders;
        } else if (end instanceof End.Told) {
            move(new StreamState.Stopped(), nowMillis, orders);
        } else if (end instanceof End.Failure failure) {
            failed(failure.cause(), failure.reason(), nowMillis, orders);
        } else if (reopens) {
            failed(FailureCause.BROKEN, "the other side ended the stream", nowMillis, orders);
        } else {
            move(new StreamState.Ended(), nowMillis, orders);
        }
        return orders;
    }

    /** Ends the stream; what it is doing is ended first. */
    public List<Order> stop(long nowMillis) {
        List<Order> orders = new ArrayList<>();
        if (state.isOver()) {
            return orders;
        }
        if (isRunning) {
            orders.add(new Order.Kill(reading));
        }
        move(new StreamState.Stopped(), nowMillis, orders);
        return orders;
    }

    /**
     * Time goes by; to be told several times a second.
     *
     * @param lastDataMillis when the newest reading last gave data, or was last kept waiting by somebody else than its source
     */
    public List<Order> tick(long nowMillis, long lastDataMillis) {
        List<Order> orders = new ArrayList<>();
        lastSignMillis = Math.max(lastSignMillis, lastDataMillis);
        long quietMillis = nowMillis - lastSignMillis;
        if (state instanceof StreamState.Live) {
            if (nowMillis - enteredMillis >= limits.healthyMillis()) {
                forget();
            }
            hangs(quietMillis, nowMillis, orders);
        } else if (state instanceof StreamState.Silent) {
            hangs(quietMillis, nowMillis, orders);
        } else if (state instanceof StreamState.Connecting connecting) {
            if (isOpen && quietMillis >= limits.silentMillis()) {
                move(new StreamState.Silent(connecting.attempt()), nowMillis, orders);
            } else if (!isOpen && nowMillis - enteredMillis >= limits.openMillis()) {
                stall("it could not be opened within " + seconds(limits.openMillis()), nowMillis, orders);
            }
        } else if (state instanceof StreamState.Stalled stalled) {
            if (isRunning && nowMillis - enteredMillis >= limits.killMillis()) {
                orders.add(new Order.Abandon(reading));
                abandoned++;
                isRunning = false;
                failed(stalled.knownCause(), stalled.reason(), nowMillis, orders);
            }
        } else if (state instanceof StreamState.BackingOff backingOff
                && nowMillis >= backingOff.retryAtMillis()
                && abandoned < limits.mostAbandoned()) {
            open(nowMillis, orders);
        }
        if (state instanceof StreamState.Stopped
                && isRunning
                && nowMillis - enteredMillis >= STOP_PATIENCE * limits.killMillis()) {
            isRunning = false;
            orders.add(new Order.Abandon(reading));
        }
        if (orders.isEmpty() && !state.isOver() && nowMillis - toldMillis >= limits.heartbeatMillis()) {
            toldMillis = nowMillis;
            orders.add(new Order.Tell(state, false));
        }
        return orders;
    }

    private void hangs(long quietMillis, long nowMillis, List<Order> orders) {
        if (quietMillis >= limits.stallMillis()) {
            stall("nothing received for " + seconds(quietMillis), nowMillis, orders);
        }
    }

    private void stall(String reason, long nowMillis, List<Order> orders) {
        move(new StreamState.Stalled(FailureCause.TIMEOUT, failures, reason), nowMillis, orders);
        orders.add(new Order.Kill(reading));
    }

    private void open(long nowMillis, List<Order> orders) {
        reading++;
        isRunning = true;
        isOpen = false;
        lastSignMillis = nowMillis;
        enter(new StreamState.Connecting(failures + 1), nowMillis);
        if (failures < FAILURES_TOLD) {
            tell(nowMillis, orders);
        }
        orders.add(new Order.Open(reading));
    }

    private void failed(FailureCause cause, String reason, long nowMillis, List<Order> orders) {
        failures++;
        refusals = cause == FailureCause.AUTHENTICATION ? refusals + 1 : 0;
        if (!reopens || !cause.isPassing()) {
            move(new StreamState.Failed(cause, reason), nowMillis, orders);
            return;
        }
        long since = failingSinceMillis.orElse(nowMillis);
        failingSinceMillis = Optional.of(since);
        boolean breaker = nowMillis - since >= limits.breakerAfterMillis() || refusals >= REFUSALS_BEFORE_BREAKER;
        long wait = breaker ? limits.breakerMillis() : backOff.millis(failures);
        String when = abandoned >= limits.mostAbandoned()
                ? "; not opened again while " + abandoned + " of its readers hang"
                : "; attempt " + (failures + 1) + " in " + seconds(wait) + (breaker ? ", it keeps failing" : "");
        StreamState.BackingOff waits =
                new StreamState.BackingOff(cause, failures, reason + when, nowMillis + wait, breaker);
        enter(waits, nowMillis);
        boolean isNews = toldFailure
                .map(before -> before.knownCause() != cause || before.isBreakerOpen() != breaker)
                .orElse(true);
        if (failures <= FAILURES_TOLD || isNews) {
            tell(nowMillis, orders);
            toldFailure = Optional.of(waits);
        }
    }

    private void forget() {
        failures = 0;
        refusals = 0;
        failingSinceMillis = Optional.empty();
        toldFailure = Optional.empty();
    }

    private void move(StreamState next, long nowMillis, List<Order> orders) {
        enter(next, nowMillis);
        tell(nowMillis, orders);
    }

    private void enter(StreamState next, long nowMillis) {
        state = next;
        enteredMillis = nowMillis;
    }

    private void tell(long nowMillis, List<Order> orders) {
        toldMillis = nowMillis;
        orders.add(new Order.Tell(state, true));
    }

    private boolean isCurrent(long which) {
        return which == reading && isRunning;
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
}
