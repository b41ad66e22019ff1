package org.earwitness.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.cluster.Cluster;
import org.earwitness.bench.engine.EngineCost;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.bench.topology.TopologyRounds;
import org.earwitness.ingest.Ingest;

/** The whole pipeline against its parts, each measured alone on the same machine: what joining them costs. */
public final class SumOfParts implements Measurement {
    @Override
    public String name() {
        return "parts";
    }

    @Override
    public boolean isUsual() {
        return false;
    }

    @Override
    public Section measure(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        double ingest = 1_000 * ingestSeconds(workbench).median();
        double engine = EngineCost.measure(workbench).median();
        TopologyRounds topology = TopologyRounds.measure(workbench, effort.rounds());
        double broker = 1_000 * topology.publishedCpuSeconds() / topology.records();
        double sum = ingest + broker + topology.topologyCpuMillis() + engine;
        Figures whole = whole(workbench);
        Table table = new Table("part", "CPU ms a segment", "share of the sum");
        row(table, "ingest: decode, scale, JPEG, resample, send", ingest, sum);
        row(table, "broker: take the segment", broker, sum);
        row(
                table,
                "topology with a no-op model: read, decide, store, commit, broker's part",
                topology.topologyCpuMillis(),
                sum);
        row(table, "engine: encode and localize, JPEG decoding included", engine, sum);
        row(table, "**sum of the parts**", sum, sum);
        table.row("**whole: each further second of `run`**", whole.text(1), percent(whole.median() / sum));
        return new Section(
                "Whole pipeline against the sum of its parts",
                "Each part alone and warm, of the same kind of segment, with " + workbench.shownName(workbench.pack())
                        + ": `Ingest` publishing " + effort.streams()
                        + " files to a broker in another process; that broker "
                        + "taking such segments; the topology with a model that answers at once; `InferenceEngine` called from one "
                        + "thread. The whole is what a further second of `./earwitness run` costs ("
                        + effort.longClipSeconds() + " s less " + effort.clipSeconds() + " s, " + effort.streams()
                        + " streams), JSON lines included. Its share says what joining the parts adds.",
                table);
    }

    private static void row(Table table, String part, double millis, double sum) {
        table.row(part, String.format(Locale.ROOT, "%.1f", millis), percent(millis / sum));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static Figures ingestSeconds(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        List<Path> files = workbench.media().streams(effort.streams(), effort.clipSeconds());
        List<Double> costs = new ArrayList<>();
        try (Cluster cluster = Cluster.start(workbench);
                Ingest ingest = IngestHalf.ingest(cluster)) {
            // The first one is for the compiler.
            IngestHalf.segment(ingest, files, 0, effort.clipSeconds());
            for (int round = 1; round <= effort.rounds(); round++) {
                costs.add(IngestHalf.segment(ingest, files, round, effort.clipSeconds())
                                .cpuSeconds()
                        / (files.size() * effort.clipSeconds()));
            }
        }
        return Figures.of(costs);
    }

    private static Figures whole(Workbench workbench) {
        Workbench.Effort effort = workbench.effort();
        int further = effort.streams() * (effort.longClipSeconds() - effort.clipSeconds());
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < effort.rounds(); round++) {
            double brief = WholePipeline.run(workbench, effort.streams(), effort.clipSeconds())
                    .cpuSeconds();
            double lengthy = WholePipeline.run(workbench, effort.streams(), effort.longClipSeconds())
                    .cpuSeconds();
            millis.add(1_000 * (lengthy - brief) / further);
        }
        return Figures.of(millis);
    }
}
