package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.shelf.PackShelf;
import org.earwitness.streaming.localize.GuardedEngine.Role;

/**
 * The engines of a topology behind their bounds, one a pack and role: what a pack does to its circuit in shadow does not keep
 * callers from it where it makes events. Shared by all threads of a topology. The shelf stays the caller's.
 */
public final class GuardedEngines {
    private final PackShelf shelf;
    private final Limits limits;
    private final Clock clock;
    private final EngineUse use;
    private final Map<Key, GuardedEngine> engines = new ConcurrentHashMap<>();

    /**
     * The bounds.
     *
     * @param failOnTimeout whether a call without an answer fails the thread instead of making an unscored event; no other bound
     *     holds then
     * @param millisPerCommit longest time a thread spends in engines between two commits
     * @param probeAfterMillis how long the circuit stays open before a probe
     */
    public record Limits(boolean failOnTimeout, long millisPerCommit, long probeAfterMillis) {}

    private record Key(String digest, Role role) {}

    /**
     * @param shelf has the engines
     * @param limits the bounds
     * @param meters gauges go here, and its clock is the clock
     */
    public GuardedEngines(PackShelf shelf, Limits limits, MeterRegistry meters) {
        this.shelf = shelf;
        this.limits = limits;
        this.clock = meters.config().clock();
        this.use = new EngineUse(limits.millisPerCommit(), clock);
        Gauge.builder("earwitness.streaming.circuit.open", engines, GuardedEngines::anyCut)
                .register(meters);
    }

    /** The pack that answers in any case. */
    ModelPack home() {
        return shelf.home();
    }

    /** What a pack that answers here says about itself. */
    Optional<ModelPack> ready(String digest) {
        return shelf.ready(digest);
    }

    /** The engine of a pack that makes events; one that is not open any more gives no answer. */
    GuardedEngine active(ModelPack pack) {
        return of(pack, limits.failOnTimeout() ? Role.PATIENT : Role.ACTIVE);
    }

    /** The engine of a pack in shadow. */
    GuardedEngine shadow(ModelPack pack) {
        return of(pack, Role.SHADOW);
    }

    /** How long the longest call that runs now has been running, milliseconds; 0 when none runs. */
    public long longestCallMillis() {
        return use.longestCallMillis();
    }

    /** To be called by each operator in its init, on the thread that will process. */
    void serve(ProcessingContext context, long commitIntervalMillis) {
        use.serve(context, commitIntervalMillis);
    }

    /** The same, given how often this thread has committed. */
    void serve(LongSupplier commits) {
        use.serve(commits);
    }

    private GuardedEngine of(ModelPack pack, Role role) {
        GuardedEngine known = engines.get(new Key(pack.digest(), role));
        return known == null ? add(pack, role) : known;
    }

    private GuardedEngine add(ModelPack pack, Role role) {
        // Packs come and go: those that went are forgotten when another comes.
        engines.keySet().removeIf(key -> shelf.ready(key.digest()).isEmpty());
        return engines.computeIfAbsent(
                new Key(pack.digest(), role),
                key -> new GuardedEngine(pack, shelf, role, use, limits.probeAfterMillis(), clock));
    }

    private static double anyCut(Map<Key, GuardedEngine> engines) {
        return engines.entrySet().stream()
                        .anyMatch(entry -> entry.getKey().role() != Role.SHADOW
                                && entry.getValue().isCut())
                ? 1
                : 0;
    }
}
