package org.earwitness.inference;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.inference.session.Deadline;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.session.RunGate;
import org.earwitness.inference.session.Watchdog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a model pack by ONNX Runtime. On the CPU each call runs alone on its caller's thread; on an accelerator the calls of
 * all threads are gathered into batches. Any thread may call; whoever opened it closes it, after its callers have stopped.
 */
public final class OnnxInferenceEngine implements InferenceEngine {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxInferenceEngine.class);
    /** What closing gives calls beyond their own deadline before it lets go of their memory. */
    private static final long CLOSE_MILLIS = 10_000;
    /** What the first call of each graph may take: an accelerator compiles it then. */
    private static final long WARM_MILLIS = 600_000;

    /** The first call of a size builds and fills; where nodes run, and for how long, is read off the second. */
    private static final int WARM_RUNS = 2;

    private static final int BATCHES_AT_ONCE = 2;

    private final ModelPack pack;
    private final PackManifest manifest;
    private final ExecutionProvider provider;
    private final long deadlineMillis;
    private final long closeMillis;
    private final Watchdog watchdog;
    private final PackSessions sessions;
    private final GraphCalls calls;
    private final int callers;
    private final InferenceMeters meters;
    private final RunGate gate;
    private volatile List<Placement> placements = List.of();

    private OnnxInferenceEngine(
            ModelPack pack,
            InferenceConfig config,
            ExecutionProvider provider,
            boolean gathers,
            Watchdog watchdog,
            PackSessions sessions,
            InferenceMeters meters) {
        this.pack = pack;
        this.manifest = sessions.manifest();
        this.provider = provider;
        this.deadlineMillis = config.deadlineMillis();
        this.closeMillis = closeMillis(config);
        this.watchdog = watchdog;
        this.sessions = sessions;
        this.meters = meters;
        this.gate = new RunGate("the engine of pack " + pack.name());
        this.calls = gathers
                ? new GatheredCalls(sessions, config, closeMillis, meters)
                : new DirectCalls(sessions, permits(config), meters);
        // While one batch runs, the next is gathered.
        this.callers = gathers ? BATCHES_AT_ONCE * config.batchSize() : permits(config);
        meters.watchCalls(gate::uses);
    }

    /**
     * Verifies a pack, opens its graphs on the configured provider and runs each once.
     *
     * @param pack folder of the pack
     * @param meters where this room's meters go
     * @throws PackRefused when the pack does not hold what it says
     * @throws ProviderRefused when the provider that was asked for is not there
     */
    public static InferenceEngine open(Path pack, InferenceConfig config, MeterRegistry meters) {
        return open(pack, config, ExecutionProvider.choose(config), Optional.empty(), meters);
    }

    /**
     * The same, with calls gathered into batches on every provider: on a CPU this gains nothing, which is for benchmarks to
     * show.
     */
    public static InferenceEngine openGathered(Path pack, InferenceConfig config, MeterRegistry meters) {
        return open(pack, config, ExecutionProvider.choose(config), Optional.of(true), meters);
    }

    /**
     * The same, with the provider given.
     *
     * @param gathers whether calls are gathered; the provider decides when it is empty
     */
    static OnnxInferenceEngine open(
            Path folder,
            InferenceConfig config,
            ExecutionProvider chosen,
            Optional<Boolean> gathers,
            MeterRegistry registry) {
        PackFolder read = PackFolder.read(folder);
        if (!read.obstacles().isEmpty()) {
            throw new PackRefused(folder.toString(), read.obstacles());
        }
        ModelPack pack = read.pack().orElseThrow();
        Watchdog watchdog = new Watchdog();
        try {
            OnnxInferenceEngine engine = open(read, folder, pack, config, chosen, gathers, watchdog, registry);
            LOG.info(
                    "pack opened; name={} version={} digest={} provider={} reason=\"{}\"",
                    pack.name(),
                    pack.version(),
                    pack.digest(),
                    engine.provider().provider(),
                    engine.provider().reason());
            return engine;
        } catch (PackRefused | ProviderRefused | InferenceUnavailable e) {
            watchdog.close();
            throw e;
        }
    }

    private static OnnxInferenceEngine open(
            PackFolder read,
            Path folder,
            ModelPack pack,
            InferenceConfig config,
            ExecutionProvider chosen,
            Optional<Boolean> gathers,
            Watchdog watchdog,
            MeterRegistry registry) {
        PackManifest manifest = read.manifest().orElseThrow();
        ExecutionProvider provider = chosen;
        PackSessions sessions;
        try {
            sessions = PackSessions.open(folder, manifest, read.graphs(), provider, watchdog, closeMillis(config));
        } catch (ProviderRefused e) {
            if (config.provider() != InferenceConfig.Provider.AUTO) {
                throw e;
            }
            provider = chosen.fallBack(e);
            sessions = PackSessions.open(folder, manifest, read.graphs(), provider, watchdog, closeMillis(config));
        }
        OnnxInferenceEngine engine = new OnnxInferenceEngine(
                pack,
                config,
                provider,
                gathers.orElse(provider.gathers()),
                watchdog,
                sessions,
                new InferenceMeters(pack, registry));
        engine.warm();
        return engine;
    }

    @Override
    public ModelPack pack() {
        return pack;
    }

    /** Everything the pack says about itself. */
    public PackManifest manifest() {
        return manifest;
    }

    /** Where it runs, and why there. */
    public ExecutionProvider provider() {
        return provider;
    }

    @Override
    public List<Placement> placements() {
        return placements;
    }

    @Override
    public Features encode(SegmentInput input) {
        return call(() -> calls.encode(input, Deadline.in(deadlineMillis)));
    }

    @Override
    public Localization localize(FeatureWindow window) {
        sessions.windows().require(window);
        return call(() -> calls.localize(window, Deadline.in(deadlineMillis)));
    }

    private <T> T call(Supplier<T> work) {
        gate.enter();
        try {
            return work.get();
        } catch (InferenceUnavailable e) {
            meters.count(e);
            throw e;
        } catch (UnreadableFrame e) {
            meters.countUnreadableFrame();
            throw e;
        } finally {
            gate.leave();
        }
    }

    /**
     * Calls of each graph in every size, so that the first segment does not pay for memory, and a graph that cannot run is
     * refused now.
     */
    private void warm() {
        SegmentInput silence = new SegmentInput(List.of(), ByteBuffer.allocate(SegmentInput.AUDIO_BYTES));
        List<Optional<FeatureWindow.Position>> nothing = Collections.nCopies(manifest.window(), Optional.empty());
        try {
            calls.warm(Deadline.in(WARM_MILLIS));
            for (int run = 0; run < WARM_RUNS; run++) {
                calls.encode(silence, Deadline.in(WARM_MILLIS));
                calls.localize(new FeatureWindow(nothing), Deadline.in(WARM_MILLIS));
            }
            placements = sessions.placements();
            meters.showPlacement(placements);
            placements.stream()
                    .flatMap(placement -> placement.complaint().stream())
                    .forEach(complaint -> LOG.warn("pack {} is slower than it could be: {}", pack.name(), complaint));
        } catch (InferenceUnavailable e) {
            close();
            throw new PackRefused(
                    pack.name(),
                    List.of("its graphs do not run on silence: " + e.getMessage() + ". Export the pack again."));
        }
    }

    @Override
    public int callers() {
        return callers;
    }

    @Override
    public void close() {
        if (!gate.beginClosing()) {
            return;
        }
        if (!gate.awaitIdle(Deadline.in(closeMillis))) {
            LOG.error(
                    "{} calls of pack {} still run {} ms after it should close", gate.uses(), pack.name(), closeMillis);
            return;
        }
        meters.close();
        calls.close();
        sessions.close();
        watchdog.close();
    }

    private static long closeMillis(InferenceConfig config) {
        return config.deadlineMillis() + CLOSE_MILLIS;
    }

    private static int permits(InferenceConfig config) {
        return config.permits() == 0 ? Runtime.getRuntime().availableProcessors() : config.permits();
    }
}
