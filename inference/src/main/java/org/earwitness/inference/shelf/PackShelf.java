package org.earwitness.inference.shelf;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.Placement;
import org.earwitness.inference.shelf.PackLoading.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packs that this process holds open. One is at home here: the pack the process was started with, always ready and not closed
 * by the shelf. Others come because they are wanted, and go when nobody has wanted or asked them for a while.
 *
 * <p>Any thread may ask, lease and want; none of that waits. Whatever takes time is done by {@link #tend}, which one thread calls
 * again and again ({@link ShelfKeeper}). A bad pack is refused, told once, and changes nothing for the others.
 */
public final class PackShelf implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PackShelf.class);

    private final InferenceEngine home;
    private final String homeDigest;
    private final Optional<PackLoading> loading;
    private final Patience patience;
    private final LongSupplier nanos;
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong closed = new AtomicLong();
    // Guarded by this, as is what lies in it.
    private final Map<String, Place> places = new HashMap<>();
    private Map<String, WantedPack> wanted = Map.of();
    private boolean closing;

    /**
     * How long the shelf waits.
     *
     * @param drainMillis how long a pack that is no longer wanted stays open after its last call
     * @param lookAgainMillis after how long a wanted pack that was not found is looked for again
     */
    public record Patience(long drainMillis, long lookAgainMillis) {}

    /** What the shelf knows of one pack. */
    private static final class Place {
        private final WantedPack pack;
        private Shelved state = new Shelved.Absent("it was not looked for yet");
        private Optional<InferenceEngine> engine = Optional.empty();
        private int leases;
        private long usedNanos;
        private Optional<Long> lookedNanos = Optional.empty();

        Place(WantedPack pack) {
            this.pack = pack;
        }
    }

    /**
     * @param home the engine that is always here; stays the caller's, who closes it after the shelf
     * @param loading finds and opens the others
     * @param patience how long it waits
     * @param nanos the clock, monotonic, nanoseconds
     */
    public PackShelf(InferenceEngine home, PackLoading loading, Patience patience, LongSupplier nanos) {
        this(home, Optional.of(loading), patience, nanos);
    }

    private PackShelf(InferenceEngine home, Optional<PackLoading> loading, Patience patience, LongSupplier nanos) {
        this.home = home;
        this.homeDigest = home.pack().digest();
        this.loading = loading;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** A shelf with one engine, which nothing changes. */
    public static PackShelf holding(InferenceEngine home) {
        return new PackShelf(home, Optional.empty(), new Patience(0, 0), System::nanoTime);
    }

    /** The pack that is at home here. */
    public ModelPack home() {
        return home.pack();
    }

    /** How many threads keep the engine at home busy. */
    public int callers() {
        return home.callers();
    }

    /** What has become of a pack. */
    public synchronized Shelved state(String digest) {
        if (digest.equals(homeDigest)) {
            return new Shelved.Ready(home.pack());
        }
        Place place = places.get(digest);
        return place == null ? new Shelved.Absent("nothing wants it here") : place.state;
    }

    /** What a pack that answers at once says about itself; empty when it does not answer at once. */
    public Optional<ModelPack> ready(String digest) {
        return state(digest) instanceof Shelved.Ready ready ? Optional.of(ready.pack()) : Optional.empty();
    }

    /** The engine of a pack for one call; empty when it is not ready. It is not closed before the lease is. */
    public synchronized Optional<Lease> lease(String digest) {
        if (digest.equals(homeDigest)) {
            return Optional.of(new Lease(home, () -> {}));
        }
        Place place = places.get(digest);
        if (place == null || place.engine.isEmpty() || closing) {
            return Optional.empty();
        }
        place.leases++;
        return place.engine.map(engine -> new Lease(engine, () -> giveBack(place)));
    }

    /** Where the nodes of each open pack were measured to run, the one at home first. */
    public synchronized Map<ModelPack, List<Placement>> placements() {
        Map<ModelPack, List<Placement>> measured = new LinkedHashMap<>();
        measured.put(home.pack(), home.placements());
        places.values().stream()
                .flatMap(place -> place.engine.stream())
                .sorted(Comparator.comparing(engine -> engine.pack().inWords()))
                .forEach(engine -> measured.put(engine.pack(), engine.placements()));
        return Collections.unmodifiableMap(measured);
    }

    /** Says which packs are wanted from now on, all of them; those that are not named may go once they are no longer asked. */
    public synchronized void want(Collection<WantedPack> packs) {
        if (loading.isEmpty()) {
            return;
        }
        Map<String, WantedPack> now = new HashMap<>();
        packs.stream().filter(pack -> !pack.digest().equals(homeDigest)).forEach(pack -> now.put(pack.digest(), pack));
        wanted = Map.copyOf(now);
        for (WantedPack pack : wanted.values()) {
            Place place = places.computeIfAbsent(pack.digest(), digest -> new Place(pack));
            if (place.state instanceof Shelved.Refused) {
                // Whoever says it again may have mended it.
                place.state = new Shelved.Absent("it is looked at again");
                place.lookedNanos = Optional.empty();
            }
        }
        notifyAll();
    }

    /**
     * Opens what is wanted and missing, and closes what is neither wanted nor asked. Takes as long as that takes; one thread at a
     * time.
     *
     * @return how many engines were closed
     */
    public int tend() {
        for (Optional<Place> due = nextToOpen(); due.isPresent(); due = nextToOpen()) {
            open(due.orElseThrow());
        }
        return closeWhatIsDue();
    }

    private int closeWhatIsDue() {
        int count = 0;
        for (Optional<Place> due = nextToClose(); due.isPresent(); due = nextToClose()) {
            close(due.orElseThrow());
            count++;
        }
        return count;
    }

    private boolean isSettled() {
        return places.values().stream()
                .noneMatch(place -> place.state instanceof Shelved.Loading
                        || (wanted.containsKey(place.pack.digest()) && place.lookedNanos.isEmpty()));
    }

    /**
     * Waits until every wanted pack is ready, refused or not to be found.
     *
     * @return whether that is so; false when the time was over first
     */
    public synchronized boolean awaitSettled(long millis) throws InterruptedException {
        long end = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isSettled()) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - nanos.getAsLong());
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /** Waits until {@link #tend} has something to do, or the time is over. */
    synchronized void awaitWork(long millis) throws InterruptedException {
        long begin = nanos.getAsLong();
        while (!closing && isSettled() && !isOver(begin, nanos.getAsLong(), millis)) {
            wait(millis);
        }
    }

    synchronized boolean isClosing() {
        return closing;
    }

    /** Counts and states, in a registry that stays the caller's. */
    public PackShelf measuredBy(MeterRegistry meters) {
        for (Class<?> state : Shelved.class.getPermittedSubclasses()) {
            Gauge.builder("earwitness.inference.packs", this, shelf -> shelf.count(state))
                    .tag("state", state.getSimpleName().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        counter("ready", opened, meters);
        counter("refused", refused, meters);
        counter("closed", closed, meters);
        return this;
    }

    /** Closes all engines but the one at home; each waits for its calls. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            wanted = Map.of();
            notifyAll();
        }
        closeWhatIsDue();
    }

    private static void counter(String outcome, AtomicLong count, MeterRegistry meters) {
        FunctionCounter.builder("earwitness.inference.packs.tended", count, AtomicLong::doubleValue)
                .tag("outcome", outcome)
                .register(meters);
    }

    private synchronized long count(Class<?> state) {
        long here = state == Shelved.Ready.class ? 1 : 0;
        return here
                + places.values().stream()
                        .filter(place -> state.isInstance(place.state))
                        .count();
    }

    private synchronized void giveBack(Place place) {
        place.leases--;
        place.usedNanos = nanos.getAsLong();
    }

    private synchronized Optional<Place> nextToOpen() {
        long now = nanos.getAsLong();
        Optional<Place> due = places.values().stream()
                .filter(place -> wanted.containsKey(place.pack.digest()))
                .filter(place -> place.state instanceof Shelved.Absent)
                .filter(place -> place.lookedNanos
                        .map(since -> isOver(since, now, patience.lookAgainMillis()))
                        .orElse(true))
                .findFirst();
        due.ifPresent(place -> place.state = new Shelved.Loading());
        return closing ? Optional.empty() : due;
    }

    private void open(Place place) {
        Outcome outcome = loading.orElseThrow().load(place.pack);
        if (!note(place, outcome)) {
            outcome.engine().ifPresent(InferenceEngine::close);
        }
    }

    /** Whether the shelf keeps the engine, and will close it: decided once, so that no engine is closed twice or never. */
    private synchronized boolean note(Place place, Outcome outcome) {
        boolean looked = place.lookedNanos.isPresent();
        place.lookedNanos = Optional.of(nanos.getAsLong());
        place.usedNanos = nanos.getAsLong();
        place.state = outcome.state();
        place.engine = closing ? Optional.empty() : outcome.engine();
        if (outcome.state() instanceof Shelved.Ready) {
            opened.incrementAndGet();
            LOG.info("pack ready; pack={}", place.pack);
        } else if (outcome.state() instanceof Shelved.Refused refusal) {
            refused.incrementAndGet();
            LOG.warn(
                    "pack refused, the packs in use go on; pack={} digest={} reason=\"{}\"",
                    place.pack,
                    place.pack.digest(),
                    refusal.reason());
        } else if (outcome.state() instanceof Shelved.Absent absent && !looked) {
            LOG.warn("pack not found, the packs in use go on; pack={} reason=\"{}\"", place.pack, absent.reason());
        }
        notifyAll();
        return !closing;
    }

    private synchronized Optional<Place> nextToClose() {
        long now = nanos.getAsLong();
        places.values()
                .removeIf(place -> place.engine.isEmpty()
                        && !(place.state instanceof Shelved.Loading)
                        && !wanted.containsKey(place.pack.digest()));
        Optional<Place> due = places.values().stream()
                .filter(place -> place.engine.isPresent() && !wanted.containsKey(place.pack.digest()))
                .filter(place -> closing || (place.leases == 0 && isOver(place.usedNanos, now, patience.drainMillis())))
                .findFirst();
        due.ifPresent(place -> places.remove(place.pack.digest()));
        return due;
    }

    /** The engine waits for a call that still runs, which happens only when the whole shelf is closed. */
    private void close(Place place) {
        place.engine.ifPresent(InferenceEngine::close);
        closed.incrementAndGet();
        LOG.info("pack closed, nobody wanted or asked it any more; pack={}", place.pack);
    }

    private static boolean isOver(long sinceNanos, long nowNanos, long millis) {
        return nowNanos - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
