package org.earwitness.streaming.localize;

import io.micrometer.core.instrument.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.UnreadableFrame;
import org.earwitness.inference.shelf.Lease;
import org.earwitness.inference.shelf.PackShelf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of one pack behind its bounds: a call that is not answered makes an unscored event, a missed deadline opens the
 * circuit, and a thread spends only so much time in engines between two commits. Shared by all threads of a topology. The engine
 * belongs to the shelf; it is held for one call at a time.
 */
public final class GuardedEngine {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedEngine.class);
    private static final int LONGEST_REASON = 500;
    /** What a shadow leaves of a thread's time to the pack that makes the events. */
    private static final double SHADOW_SHARE = 0.5;

    private final ModelPack pack;
    private final PackShelf shelf;
    private final Role role;
    private final EngineUse use;
    private final Circuit circuit;
    private final Clock clock;

    /** What its answers are for. */
    enum Role {
        /** Events; a bug fails the thread. */
        ACTIVE,
        /** The same, and no answer fails the thread too; no other bound holds then. */
        PATIENT,
        /** Comparison: it may fail in any way, and gets half of a thread's time at most. */
        SHADOW
    }

    /**
     * @param pack whose engine it is
     * @param shelf has the engine
     * @param role what its answers are for
     * @param use what threads do in engines; shared with those of other packs
     * @param probeAfterMillis how long the circuit stays open before a probe
     * @param clock the clock
     */
    GuardedEngine(ModelPack pack, PackShelf shelf, Role role, EngineUse use, long probeAfterMillis, Clock clock) {
        this.pack = pack;
        this.shelf = shelf;
        this.role = role;
        this.use = use;
        this.circuit = new Circuit(probeAfterMillis);
        this.clock = clock;
    }

    /** The pack behind this engine. */
    ModelPack pack() {
        return pack;
    }

    /** Whether callers are kept away since a deadline was missed. */
    boolean isCut() {
        return circuit.isOpen();
    }

    /** Encodes one segment; {@link UnreadableFrame} passes through, because the segment is at fault, but not from a shadow. */
    Answer<Features> encode(SegmentInput input) {
        return ask(engine -> engine.encode(input));
    }

    /** Localizes the target of a window. */
    Answer<Localization> localize(FeatureWindow window) {
        return ask(engine -> engine.localize(window));
    }

    private <T> Answer<T> ask(Function<InferenceEngine, T> call) {
        Optional<Lease> held = shelf.lease(pack.digest());
        if (held.isEmpty()) {
            return missing("pack " + pack.name() + " " + pack.version() + " was closed here meanwhile");
        }
        try (Lease lease = held.orElseThrow()) {
            return role == Role.PATIENT
                    ? new Answer.Given<>(use.timed(() -> call.apply(lease.engine())))
                    : askWithin(lease.engine(), call);
        }
    }

    private <T> Answer<T> askWithin(InferenceEngine engine, Function<InferenceEngine, T> call) {
        Optional<String> refusal =
                use.refusal(role == Role.SHADOW ? SHADOW_SHARE : 1).or(() -> circuit.refusal(clock.monotonicTime()));
        if (refusal.isPresent()) {
            return missing(refusal.orElseThrow());
        }
        try {
            T answer = use.timed(() -> call.apply(engine));
            circuit.answered();
            return new Answer.Given<>(answer);
        } catch (UnreadableFrame e) {
            circuit.answered();
            if (role == Role.SHADOW) {
                return missing("the shadow pack cannot read a frame: " + e.getMessage());
            }
            throw e;
        } catch (InferenceUnavailable e) {
            return unanswered(e);
        } catch (RuntimeException e) {
            circuit.failed(clock.monotonicTime());
            if (role != Role.SHADOW) {
                throw e;
            }
            LOG.warn("The shadow pack {} failed on one segment.", pack.name(), e);
            return missing("the shadow pack failed: " + e);
        }
    }

    private <T> Answer<T> unanswered(InferenceUnavailable failure) {
        String reason = String.valueOf(failure.getMessage());
        if (failure.isDeadline()) {
            if (!circuit.isOpen()) {
                LOG.warn("The circuit to the engine of pack {} opens: {}", pack.name(), reason);
            }
            circuit.missed(clock.monotonicTime(), reason);
        } else {
            LOG.warn("The engine of pack {} failed on one segment: {}", pack.name(), reason, failure);
            circuit.failed(clock.monotonicTime());
        }
        return missing(reason);
    }

    private static <T> Answer<T> missing(String reason) {
        return new Answer.Missing<>(reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
    }
}
