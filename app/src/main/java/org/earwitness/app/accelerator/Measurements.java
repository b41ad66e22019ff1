package org.earwitness.app.accelerator;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.earwitness.app.accelerator.AcceleratorFigures.Agreement;
import org.earwitness.app.accelerator.AcceleratorFigures.Memory;
import org.earwitness.app.accelerator.AcceleratorFigures.Point;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.Localization;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.SegmentInput;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.inference.session.BareGraph;
import org.earwitness.inference.session.ExecutionProvider;
import org.earwitness.inference.session.OperationCount;

/** Carries out a plan, one thing after the other, so that the card is never shared. One thread. */
final class Measurements {
    private static final int INPUTS = 64;
    private static final int COMPARED = 256;
    private static final int LOOKS = 40;
    private static final double WARM_SHARE = 0.2;
    private static final String FILL = "earwitness.inference.batch.fill";
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Plan plan;
    private final Consumer<String> progress;

    /** @param progress told what is measured next */
    Measurements(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Measures all of it.
     *
     * @throws PackRefused when the pack does not hold what it says, or takes no media
     * @throws org.earwitness.inference.ProviderRefused when the provider cannot be had
     */
    AcceleratorFigures measure() {
        // First of all, since everything else would be for nothing.
        ExecutionProvider provider = ExecutionProvider.choose(plan.config(plan.batch(), false));
        PackFolder pack = PackFolder.read(plan.pack());
        if (!pack.obstacles().isEmpty()) {
            throw new PackRefused(plan.pack().toString(), pack.obstacles());
        }
        PackManifest manifest = pack.manifest().orElseThrow();
        if (manifest.takesFeatures()) {
            throw new PackRefused(
                    plan.pack().toString(),
                    List.of("it takes features and not media, so no stream can be run with it"));
        }
        Map<String, byte[]> graphs = pack.graphs();
        List<SegmentInput> inputs = TestSegments.make(manifest, INPUTS);
        double bare = bareRate(graphs, provider);
        List<StreamCalls> single = single(inputs);
        List<Point> points = new ArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (InferenceEngine engine =
                OnnxInferenceEngine.openGathered(plan.pack(), plan.config(plan.batch(), false), meters)) {
            for (int i = 0; i < plan.streams().size(); i++) {
                int streams = plan.streams().get(i);
                points.add(new Point(
                        streams, calls("batches of up to " + plan.batch(), engine, streams, inputs), single.get(i)));
            }
            Optional<Memory> memory =
                    plan.batches() == 0 ? Optional.empty() : Optional.of(memory(engine, meters, inputs));
            Optional<Card> card = onCard() ? Card.ask(plan.device()) : Optional.empty();
            return new AcceleratorFigures(
                    engine.pack(),
                    plan.provider().toString().toLowerCase(Locale.ROOT),
                    card,
                    plan.batch(),
                    bare,
                    points,
                    operations(graphs),
                    plan.peakTeraflops().or(() -> card.flatMap(it -> it.peakTeraflops(false))),
                    memory,
                    engine.placements(),
                    agreement(engine, inputs));
        }
    }

    private boolean onCard() {
        return plan.provider() != InferenceConfig.Provider.CPU;
    }

    private double bareRate(Map<String, byte[]> graphs, ExecutionProvider provider) {
        progress.accept("the bare loop of the runtime");
        try (BareGraph encode = bare(GraphContract.ENCODE, graphs, provider);
                BareGraph localize = bare(GraphContract.LOCALIZE, graphs, provider)) {
            runs(encode, localize, WARM_SHARE * plan.seconds());
            long start = System.nanoTime();
            long runs = runs(encode, localize, plan.seconds());
            return runs * plan.batch() / ((System.nanoTime() - start) / 1e9);
        }
    }

    private BareGraph bare(String graph, Map<String, byte[]> graphs, ExecutionProvider provider) {
        return BareGraph.open(graph, bytes(graph, graphs), provider, plan.batch());
    }

    private static long runs(BareGraph encode, BareGraph localize, double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long runs = 0;
        do {
            encode.run();
            localize.run();
            runs++;
        } while (System.nanoTime() < end);
        return runs;
    }

    private List<StreamCalls> single(List<SegmentInput> inputs) {
        try (InferenceEngine engine =
                OnnxInferenceEngine.openGathered(plan.pack(), plan.config(1, false), new SimpleMeterRegistry())) {
            return plan.streams().stream()
                    .map(streams -> calls("one call a record", engine, streams, inputs))
                    .toList();
        }
    }

    private StreamCalls calls(String way, InferenceEngine engine, int streams, List<SegmentInput> inputs) {
        progress.accept(streams + (streams == 1 ? " stream, " : " streams, ") + way);
        StreamCalls.during(WARM_SHARE * plan.seconds(), engine, streams, inputs);
        return StreamCalls.during(plan.seconds(), engine, streams, inputs);
    }

    private Memory memory(InferenceEngine engine, SimpleMeterRegistry meters, List<SegmentInput> inputs) {
        progress.accept("memory over " + plan.batches() + " batches");
        boolean device = onCard() && Card.ask(plan.device()).isPresent();
        DistributionSummary fill = meters.summary(FILL, "graph", "encode");
        long before = fill.count();
        long step = Math.max(1, plan.batches() / LOOKS);
        AtomicLong next = new AtomicLong();
        MemorySlope.Looks looks = new MemorySlope.Looks();
        StreamCalls.whileTrue(
                () -> {
                    long done = fill.count() - before;
                    long due = next.get();
                    if (done >= due && next.compareAndSet(due, due + step)) {
                        looks.add(done, usedMebibytes(device));
                    }
                    return done < plan.batches();
                },
                engine,
                plan.batch(),
                inputs);
        return new Memory(device, looks.slope());
    }

    private double usedMebibytes(boolean device) {
        if (device) {
            return Card.ask(plan.device()).map(Card::usedMebibytes).orElse(Double.NaN);
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN; // not on Linux
        }
    }

    private static long operations(Map<String, byte[]> graphs) {
        return Stream.of(GraphContract.ENCODE, GraphContract.LOCALIZE)
                .mapToLong(graph -> OperationCount.ofOneRow(graph, bytes(graph, graphs)))
                .sum();
    }

    private Optional<Agreement> agreement(InferenceEngine full, List<SegmentInput> inputs) {
        if (plan.provider() != InferenceConfig.Provider.TENSORRT) {
            return Optional.empty();
        }
        progress.accept("half precision against full");
        try (InferenceEngine half = OnnxInferenceEngine.openGathered(
                plan.pack(), plan.config(plan.batch(), true), new SimpleMeterRegistry())) {
            return Optional.of(agreement(full, half, inputs, COMPARED));
        }
    }

    /** How far two engines agree on windows of one segment each. */
    static Agreement agreement(InferenceEngine full, InferenceEngine half, List<SegmentInput> inputs, int compared) {
        int labels = 0;
        int scores = 0;
        double largest = 0;
        for (int number = 0; number < compared; number++) {
            SegmentInput input = inputs.get(number % inputs.size());
            Localization one = localization(full, input);
            Localization other = localization(half, input);
            boolean sameLabel = one.label() == other.label();
            labels += sameLabel ? 1 : 0;
            scores += sameLabel && one.score() == other.score() ? 1 : 0;
            largest = Math.max(largest, Math.abs(one.score() - other.score()));
        }
        return new Agreement(compared, (double) labels / compared, (double) scores / compared, largest);
    }

    private static Localization localization(InferenceEngine engine, SegmentInput input) {
        FeatureWindow.Position position = new FeatureWindow.Position(engine.encode(input), true, true);
        return engine.localize(
                new FeatureWindow(Collections.nCopies(engine.pack().window(), Optional.of(position))));
    }

    private static byte[] bytes(String graph, Map<String, byte[]> graphs) {
        return Optional.ofNullable(graphs.get(graph))
                .orElseThrow(() -> new PackRefused("folder", List.of(graph + " is not among its files")));
    }
}
