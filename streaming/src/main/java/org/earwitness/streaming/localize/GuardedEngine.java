package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine behind its bounds: a call that is not answered makes an unscored event, a missed deadline opens the circuit, and a
 * thread spends only so much time in it between two commits. Shared by all threads of a topology. The engine stays the caller's.
 */
public final class GuardedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedEngine.class);
    private static final int LONGEST_REASON = 500;

    private final InferenceEngine engine;
    private final Limits limits;
    private final Clock clock;
    private final Circuit circuit;

    // One a topology, not one a program: two topologies in a process do not share their threads' time.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<EngineTime> time = new ThreadLocal<>();

    private final Map<Thread, Long> callsSinceNanos = new ConcurrentHashMap<>();

    /**
     * The bounds.
     *
     * @param failOnTimeout whether a call without an answer fails the thread instead of making an unscored event; no other bound
     *     holds then
     * @param millisPerCommit longest time a thread spends in the engine between two commits
     * @param probeAfterMillis how long the circuit stays open before a probe
     */
    public record Limits(boolean failOnTimeout, long millisPerCommit, long probeAfterMillis) {}

    /**
     * @param engine the engine; whoever opened it closes it, after the topology has stopped
     * @param limits the bounds
     * @param meters gauges go here, and its clock is the clock
     */
    public GuardedEngine(InferenceEngine engine, Limits limits, MeterRegistry meters) {
        this.engine = engine;
        this.limits = limits;
        this.clock = meters.config().clock();
        this.circuit = new Circuit(limits.probeAfterMillis());
        Gauge.builder("earwitness.streaming.circuit.open", circuit, it -> it.isOpen() ? 1 : 0)
                .register(meters);
    }

    /** The pack behind this engine. */
    public ModelPack pack() {
        return engine.pack();
    }

    /** How long the longest call that runs now has been running, milliseconds; 0 when none runs. */
    public long longestCallMillis() {
        long now = clock.monotonicTime();
        long longest = callsSinceNanos.values().stream()
                .mapToLong(since -> now - since)
                .max()
                .orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    /**
     * To be called by each operator in its init, on the thread that will process. Where no stream thread counts its commits (the
     * topology test driver), one is taken to happen each interval.
     */
    void serve(ProcessingContext context, long commitIntervalMillis) {
        LongSupplier commits = CommitCount.of(
                        context.metrics().metrics(), Thread.currentThread().getName())
                .orElse(() -> TimeUnit.NANOSECONDS.toMillis(clock.monotonicTime()) / commitIntervalMillis);
        serve(commits);
    }

    /** The same, given how often this thread has committed. */
    void serve(LongSupplier commits) {
        time.set(new EngineTime(limits.millisPerCommit(), commits));
    }

    /** Encodes one segment; {@link UnreadableFrame} passes through, because the segment is at fault. */
    Answer<Features> encode(SegmentInput input) {
        return ask(() -> engine.encode(input));
    }

    /** Localizes the target of a window. */
    Answer<Localization> localize(FeatureWindow window) {
        return ask(() -> engine.localize(window));
    }

    private <T> Answer<T> ask(Supplier<T> call) {
        if (limits.failOnTimeout()) {
            return new Answer.Given<>(timed(call));
        }
        Optional<String> refusal = ownTime().refusal().or(() -> circuit.refusal(clock.monotonicTime()));
        if (refusal.isPresent()) {
            return missing(refusal.orElseThrow());
        }
        try {
            T answer = timed(call);
            circuit.answered();
            return new Answer.Given<>(answer);
        } catch (UnreadableFrame e) {
            circuit.answered();
            throw e;
        } catch (InferenceUnavailable e) {
            return unanswered(e);
        } catch (RuntimeException e) {
            circuit.failed(clock.monotonicTime());
            throw e;
        }
    }

    private <T> Answer<T> unanswered(InferenceUnavailable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (failure.isDeadline()) {
            if (!circuit.isOpen()) {
                LOG.warn("The circuit to the engine opens: {}", reason);
            }
            circuit.missed(clock.monotonicTime(), reason);
        } else {
            LOG.warn("The engine failed on one segment: {}", reason, failure);
            circuit.failed(clock.monotonicTime());
        }
        return missing(reason);
    }

    private <T> T timed(Supplier<T> call) {
        long since = clock.monotonicTime();
        callsSinceNanos.put(Thread.currentThread(), since);
        try {
            return call.get();
        } finally {
            callsSinceNanos.remove(Thread.currentThread());
            ownTime().spend(clock.monotonicTime() - since);
        }
    }

    private EngineTime ownTime() {
        EngineTime own = time.get();
        if (own == null) {
            throw new IllegalStateException("the engine is asked by a thread whose operators were never initialized");
        }
        return own;
    }

    private static <T> Answer<T> missing(String reason) {
        return new Answer.Missing<>(reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
    }
}
