package org.earwitness.bench.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.pipeline.BacklogDrain.Drained;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.report.Target;

/** What exactly-once costs beside at-least-once: the same backlog, worked off by turns with nothing else changed. */
public final class Guarantee implements Measurement {
    private static final Target TARGET = Target.atMost(1.05);
    private static final int PAIRS = 10;
    private static final List<String> AT_LEAST_ONCE = List.of("kafka.processing.guarantee=at_least_once");

    @Override
    public String name() {
        return "guarantee";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        int segments = workbench.effort().backlogStreams() * workbench.effort().backlogSeconds();
        int pairs = workbench.effort().rounds() == 1 ? 1 : PAIRS;
        List<Drained> exactly = new ArrayList<>();
        List<Drained> atLeast = new ArrayList<>();
        try (Cluster cluster = Cluster.start(workbench)) {
            Backlog.publish(workbench, cluster);
            for (int pair = 1; pair <= pairs; pair++) {
                // Whoever comes second finds what both read in the page cache, so that takes turns too.
                if (pair % 2 == 1) {
                    exactly.add(drain(workbench, cluster, "exactly-" + pair, List.of(), segments));
                    atLeast.add(drain(workbench, cluster, "at-least-" + pair, AT_LEAST_ONCE, segments));
                } else {
                    atLeast.add(drain(workbench, cluster, "at-least-" + pair, AT_LEAST_ONCE, segments));
                    exactly.add(drain(workbench, cluster, "exactly-" + pair, List.of(), segments));
                }
            }
        }
        return section(workbench, exactly, atLeast);
    }

    private static Drained drain(
            Workbench workbench, Cluster cluster, String application, List<String> settings, int segments) {
        try (BacklogDrain drain = BacklogDrain.start(workbench, cluster, workbench.pack(), application, settings)) {
            return drain.await(segments);
        }
    }

    private static Section section(Workbench workbench, List<Drained> exactly, List<Drained> atLeast) {
        Table table = new Table(
                "guarantee",
                "CPU ms a segment",
                "of it broker and registry",
                "segments a second",
                "CPU / at least once",
                "localizer's CPU alone",
                "target");
        Figures all = ratios(exactly, atLeast, Guarantee::cpuMillis);
        table.row(
                "exactly_once_v2",
                figures(exactly, Guarantee::cpuMillis).text(2),
                figures(exactly, Guarantee::clusterMillis).text(2),
                figures(exactly, Drained::rate).text(1),
                all.text(3),
                ratios(exactly, atLeast, Drained::cpuSeconds).text(3),
                TARGET.verdict(all.shown(3)));
        table.row(
                "at_least_once",
                figures(atLeast, Guarantee::cpuMillis).text(2),
                figures(atLeast, Guarantee::clusterMillis).text(2),
                figures(atLeast, Drained::rate).text(1),
                "",
                "",
                "");
        return new Section(
                "Exactly once against at least once",
                workbench.effort().backlogStreams() + " streams of "
                        + workbench.effort().backlogSeconds()
                        + " s wait on an embedded cluster; `./earwitness localize` with "
                        + workbench.shownName(workbench.pack()) + " is started anew and works them off, once with each "
                        + "guarantee, in " + exactly.size()
                        + " pairs whose order alternates. CPU is that of localizer, broker and "
                        + "registry from before the first segment to the last readable event; the ratio is the median over the "
                        + "pairs (least to most). Both commit every 100 ms, and the reader is the same.",
                table);
    }

    private static double cpuMillis(Drained round) {
        return 1_000 * (round.cpuSeconds() + round.clusterCpuSeconds()) / round.segments();
    }

    private static double clusterMillis(Drained round) {
        return 1_000 * round.clusterCpuSeconds() / round.segments();
    }

    private static Figures ratios(List<Drained> of, List<Drained> by, ToDoubleFunction<Drained> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < of.size(); pair++) {
            ratios.add(figure.applyAsDouble(of.get(pair)) / figure.applyAsDouble(by.get(pair)));
        }
        return Figures.of(ratios);
    }

    private static Figures figures(List<Drained> rounds, ToDoubleFunction<Drained> figure) {
        return Figures.of(rounds.stream().mapToDouble(figure).boxed().toList());
    }
}
