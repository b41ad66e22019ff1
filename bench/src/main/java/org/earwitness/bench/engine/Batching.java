package org.earwitness.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackManifest;

/**
 * The engine with so many streams calling at the same time, against one call a record with nothing around it, on the CPU. Batches
 * gain nothing there, so the engine does not make any; what is to be seen is that its being able to costs nothing. What batches
 * gain on a card {@code ./earwitness bench gpu} measures.
 */
public final class Batching implements Measurement {
    private static final Target TARGET = Target.atMost(1.05);
    private static final List<Integer> STREAMS = List.of(1, 8, 32);
    private static final int CALLS = 800;
    private static final int QUICK_CALLS = 64;
    private static final int ROUNDS = 5;
    private static final String SHIPPED = "engine as shipped";
    private static final String GATHERED = "engine, made to gather";
    private static final String BARE = "one call a record, nothing around it";
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** One round of one way: CPU milliseconds and rate of segments, and how long each stream waited for one. */
    private record Round(double cpuMillis, double rate, Figures waitMillis) {}

    @Override
    public String name() {
        return "batching";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        List<Second> seconds = EngineCost.seconds(workbench);
        boolean quick = workbench.effort().rounds() == 1;
        int calls = quick ? QUICK_CALLS : CALLS;
        Table table = new Table(
                "streams",
                "way",
                "CPU ms a segment",
                "segments a second",
                "p99 ms",
                "mean batch",
                "CPU / bare",
                "target");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        var opened = OnnxInferenceEngine.open(workbench.pack(), InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
        PackManifest manifest = ((OnnxInferenceEngine) opened).manifest();
        try (InferenceEngine shipped = opened;
                InferenceEngine gathered = OnnxInferenceEngine.openGathered(workbench.pack(), buckets(), meters);
                BareStep bare = BareStep.open(workbench.pack(), manifest, true)) {
            Map<String, Supplier<SegmentStep>> ways = new LinkedHashMap<>();
            ways.put(SHIPPED, () -> stream(shipped));
            ways.put(GATHERED, () -> stream(gathered));
            ways.put(BARE, bare::beside);
            DistributionSummary fill = meters.summary("earwitness.inference.batch.fill", "graph", "encode");
            for (int streams : STREAMS) {
                rows(table, streams, ways, seconds, calls, quick ? 1 : ROUNDS, fill);
            }
        }
        return new Section("Batching on a CPU: what it costs", explanation(workbench, calls), table);
    }

    private static String explanation(Workbench workbench, int calls) {
        return "A thread a stream takes seconds through both graphs of " + workbench.shownName(workbench.pack())
                + ", JPEG decoding included, " + calls
                + " segments a round, ways by turns after a round to warm up. As shipped the engine makes single calls on a CPU, as "
                + "many at once as there are cores. Made to gather, it sends them through the dispatcher that accelerators use, in "
                + "buckets of 1, 2, 4 and " + InferenceConfig.DEFAULTS.batchSize()
                + "; each run has one thread, so its rate is that of one core: a reason why it is not done. The peer is a loop over "
                + "two shared sessions with tensors bound once a thread, no limit of threads, no deadline, no check. CPU is the "
                + "whole process's; the wait is that of a stream for both calls of a segment.";
    }

    private static InferenceConfig buckets() {
        InferenceConfig usual = InferenceConfig.DEFAULTS;
        return new InferenceConfig(
                usual.provider(),
                usual.device(),
                usual.permits(),
                usual.batchSize(),
                List.of(1, 2, 4),
                usual.batchDelayMillis(),
                usual.deadlineMillis(),
                false,
                Optional.empty());
    }

    /** A step that leaves the engine open, since all streams share it. */
    private static SegmentStep stream(InferenceEngine engine) {
        EngineStep step = new EngineStep(engine);
        return new SegmentStep() {
            @Override
            public int take(Second second) {
                return step.take(second);
            }

            @Override
            public void close() {
                // Whoever opened the engine closes it.
            }
        };
    }

    private static void rows(
            Table table,
            int streams,
            Map<String, Supplier<SegmentStep>> ways,
            List<Second> seconds,
            int calls,
            int rounds,
            DistributionSummary fill) {
        Map<String, List<Round>> measured = new LinkedHashMap<>();
        long batches = fill.count();
        double filled = fill.totalAmount();
        for (int number = 0; number <= rounds; number++) {
            for (var way : ways.entrySet()) {
                Round round = round(way.getValue(), streams, seconds, calls);
                if (number > 0) {
                    measured.computeIfAbsent(way.getKey(), unseen -> new ArrayList<>())
                            .add(round);
                }
            }
        }
        double batch = (fill.totalAmount() - filled) / (fill.count() - batches);
        List<Round> bare = measured.getOrDefault(BARE, List.of());
        measured.forEach((way, all) -> {
            List<Double> ratios = new ArrayList<>();
            for (int number = 0; number < all.size(); number++) {
                ratios.add(all.get(number).cpuMillis() / bare.get(number).cpuMillis());
            }
            Figures ratio = Figures.of(ratios);
            table.row(
                    Integer.toString(streams),
                    way,
                    figures(all, Round::cpuMillis).text(2),
                    figures(all, Round::rate).text(0),
                    figures(all, round -> round.waitMillis().quantile(0.99)).text(0),
                    way.equals(GATHERED) ? Figures.of(List.of(batch)).text(1) : "1",
                    way.equals(BARE) ? "" : ratio.text(3),
                    way.equals(SHIPPED) ? TARGET.verdict(ratio.shown(3)) : "");
        });
    }

    private static Figures figures(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }

    private static Round round(Supplier<SegmentStep> way, int streams, List<Second> seconds, int calls) {
        ExecutorService threads = Executors.newFixedThreadPool(streams);
        List<SegmentStep> steps = new ArrayList<>();
        try {
            for (int stream = 0; stream < streams; stream++) {
                steps.add(way.get());
            }
            int each = Math.max(1, calls / streams);
            long cpuBefore = SYSTEM.getProcessCpuTime();
            long start = System.nanoTime();
            List<Future<List<Double>>> taking = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                int first = stream;
                taking.add(threads.submit(() -> take(steps.get(first), seconds, first, each)));
            }
            List<Double> waits = new ArrayList<>();
            for (Future<List<Double>> stream : taking) {
                waits.addAll(stream.get());
            }
            double cpuMillis = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e6 / waits.size();
            return new Round(cpuMillis, waits.size() / ((System.nanoTime() - start) / 1e9), Figures.of(waits));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stream of the measurement failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the measurement was interrupted", e);
        } finally {
            threads.shutdownNow();
            steps.forEach(SegmentStep::close);
        }
    }

    private static List<Double> take(SegmentStep step, List<Second> seconds, int first, int count) {
        List<Double> waits = new ArrayList<>();
        for (int call = 0; call < count; call++) {
            long start = System.nanoTime();
            step.take(seconds.get((first + call) % seconds.size()));
            waits.add((System.nanoTime() - start) / 1e6);
        }
        return waits;
    }
}
