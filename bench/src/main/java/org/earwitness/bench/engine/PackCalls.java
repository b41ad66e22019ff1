package org.earwitness.bench.engine;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.earwitness.bench.Measurement;
import org.earwitness.bench.Workbench;
import org.earwitness.bench.media.SegmentFiles;
import org.earwitness.bench.media.SegmentFiles.Second;
import org.earwitness.bench.report.Figures;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.report.Table;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceConfig;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.OnnxInferenceEngine;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.SegmentInput;

/** What one segment costs each pack: its encode call and the localize call of its window, on one thread. */
public final class PackCalls implements Measurement {
    private static final int WARM_CALLS = 100;

    @Override
    public String name() {
        return "packs";
    }

    @Override
    public Section measure(Workbench workbench) {
        List<Second> seconds = seconds(workbench);
        List<Calls> packs = new ArrayList<>();
        try {
            workbench.packs().forEach(pack -> packs.add(Calls.open(pack, seconds)));
            // Packs take turns, so that a busy moment of the machine meets them all.
            for (int round = 0; round < workbench.effort().rounds(); round++) {
                packs.forEach(pack -> pack.round(seconds));
            }
            return section(workbench, packs, seconds.size());
        } finally {
            packs.forEach(Calls::close);
        }
    }

    private static List<Second> seconds(Workbench workbench) {
        List<Second> seconds = new ArrayList<>();
        for (Path clip : workbench.samples().clips(workbench.effort().backlogSeconds())) {
            Path folder = workbench
                    .logs()
                    .resolve("unpacked-" + clip.getFileName() + "-"
                            + workbench.effort().backlogSeconds() + "s");
            seconds.addAll(SegmentFiles.unpack(clip, workbench.media().ffmpeg(), workbench.commands(), folder));
        }
        return seconds;
    }

    private static Section section(Workbench workbench, List<Calls> packs, int segments) {
        Table table = new Table(
                "pack",
                "system",
                "window",
                "encode ms",
                "encode p99 ms",
                "encode CPU ms",
                "localize ms",
                "localize p99 ms",
                "localize CPU ms",
                "segments a CPU second");
        for (Calls pack : packs) {
            Figures encode = median(pack.encodes);
            Figures localize = median(pack.localizes);
            table.row(
                    workbench.shownName(pack.folder),
                    pack.manifest.architecture() + ", " + pack.manifest.supervision(),
                    pack.manifest.window() + ", look-ahead " + pack.manifest.lookAhead(),
                    encode.text(2),
                    number(late(pack.encodes), 2),
                    number(cpu(pack.encodes), 2),
                    localize.text(2),
                    number(late(pack.localizes), 2),
                    number(cpu(pack.localizes), 2),
                    number(1000 / (cpu(pack.encodes) + cpu(pack.localizes)), 0));
        }
        return new Section(
                "Calls of each pack",
                "`InferenceEngine.encode` and `localize` from one thread, one call after the other and one thread a graph: "
                        + segments
                        + " segments of the samples a round, JPEG decoding included, after a warm-up. Times are the median call of "
                        + "a round; CPU is what the calling thread had of a core. The last column is what one core would do if it "
                        + "did nothing else.",
                table);
    }

    /** The median call of each round, milliseconds. */
    private static Figures median(List<ThreadCost> rounds) {
        return Figures.of(rounds.stream().map(round -> round.waits().median()).toList());
    }

    private static double late(List<ThreadCost> rounds) {
        return Figures.of(rounds.stream()
                        .map(round -> round.waits().quantile(0.99))
                        .toList())
                .median();
    }

    private static double cpu(List<ThreadCost> rounds) {
        return Figures.of(rounds.stream().map(round -> round.cpu().median()).toList())
                .median();
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** One pack and what its calls took so far. */
    private static final class Calls implements AutoCloseable {
        private final Path folder;
        private final InferenceEngine engine;
        private final PackManifest manifest;
        private final List<ThreadCost> encodes = new ArrayList<>();
        private final List<ThreadCost> localizes = new ArrayList<>();

        private Calls(Path folder, OnnxInferenceEngine engine) {
            this.folder = folder;
            this.engine = engine;
            this.manifest = engine.manifest();
        }

        /** Opens a pack and warms it up. */
        static Calls open(Path folder, List<Second> seconds) {
            var engine = OnnxInferenceEngine.open(folder, InferenceConfig.DEFAULTS, new SimpleMeterRegistry());
            Calls calls = new Calls(folder, (OnnxInferenceEngine) engine);
            for (int made = 0; made < WARM_CALLS; made += seconds.size()) {
                calls.take(seconds, new ThreadCost(), new ThreadCost());
            }
            return calls;
        }

        void round(List<Second> seconds) {
            ThreadCost encode = new ThreadCost();
            ThreadCost localize = new ThreadCost();
            take(seconds, encode, localize);
            encodes.add(encode);
            localizes.add(localize);
        }

        private void take(List<Second> seconds, ThreadCost encode, ThreadCost localize) {
            Deque<Optional<Position>> window =
                    new ArrayDeque<>(Collections.nCopies(manifest.window(), Optional.empty()));
            for (Second second : seconds) {
                SegmentInput input = new SegmentInput(second.frames(), second.audio());
                Features features = encode.of(() -> engine.encode(input));
                window.removeFirst();
                window.addLast(Optional.of(new Position(features, true, true)));
                FeatureWindow full = new FeatureWindow(new ArrayList<>(window));
                localize.of(() -> engine.localize(full));
            }
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
