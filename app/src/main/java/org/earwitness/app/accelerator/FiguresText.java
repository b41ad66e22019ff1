package org.earwitness.app.accelerator;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earwitness.app.accelerator.AcceleratorFigures.Point;
import org.earwitness.app.command.TextTable;
import org.earwitness.inference.Placement;

/** Figures as people read them. */
final class FiguresText {
    /** What the engine should reach of the bare loop, and what batches should gain with this many streams. */
    static final double LEAST_SHARE = 0.85;

    static final double LEAST_GAIN = 5;
    static final int GAIN_STREAMS = 64;

    private FiguresText() {}

    static void print(AcceleratorFigures figures, PrintWriter out) {
        out.println("pack " + figures.pack().name() + " " + figures.pack().version() + " on " + figures.provider()
                + figures.card()
                        .map(card -> ", " + card.name() + ", driver " + card.driver()
                                + String.format(Locale.ROOT, ", %.0f MiB", card.memoryMebibytes()))
                        .orElse("")
                + ", batches of up to " + figures.batch());
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "streams", "segments/s", "p50 ms", "p99 ms", "one call a record: segments/s", "gain", "target"));
        figures.points().forEach(point -> rows.add(row(figures, point)));
        TextTable.print(rows, out);
        out.println();
        say(out, "streams of one segment a second: %.0f", figures.bestRate());
        say(
                out,
                "bare loop of the runtime, nothing decoded: %.0f segments/s; the engine reaches %.2f of it, target >= %.2f: %s",
                figures.bareRate(),
                figures.shareOfBareLoop(),
                LEAST_SHARE,
                judged(figures, figures.shareOfBareLoop() >= LEAST_SHARE));
        say(
                out,
                "work: %.2f GFLOP a segment, %.2f TFLOP/s%s",
                figures.operations() / 1e9,
                figures.teraflops(),
                figures.shareOfPeak()
                        .map(share -> String.format(
                                Locale.ROOT,
                                ", %.1f %% of the card's %.1f (float32)",
                                100 * share,
                                figures.peakTeraflops().orElse(0.0)))
                        .orElse("; the card's peak is not known, --peak-teraflops gives it"));
        figures.memory()
                .ifPresent(memory -> say(
                        out,
                        "%s memory: %+.2f MiB a thousand batches over the second half of %d",
                        memory.device() ? "device" : "resident",
                        memory.slope().mebibytesPerThousand(),
                        memory.slope().batches().get(memory.slope().batches().size() - 1)));
        figures.agreement()
                .ifPresent(agreement -> say(
                        out,
                        "float16 against float32, %d segments: same label %.2f %%, same rounded score %.2f %%, largest difference"
                                + " of a score %.4f",
                        agreement.segments(),
                        100 * agreement.sameLabels(),
                        100 * agreement.sameScores(),
                        agreement.largestDifference()));
        figures.placements().forEach(placement -> say(out, "%s", nodes(placement)));
        out.flush();
    }

    private static List<String> row(AcceleratorFigures figures, Point point) {
        return List.of(
                Integer.toString(point.streams()),
                number(point.batched().rate()),
                number(point.batched().waitMillis(0.5)),
                number(point.batched().waitMillis(0.99)),
                number(point.single().rate()),
                String.format(Locale.ROOT, "%.2f", point.gain()),
                point.streams() == GAIN_STREAMS
                        ? String.format(
                                Locale.ROOT, ">= %.0f: %s", LEAST_GAIN, judged(figures, point.gain() >= LEAST_GAIN))
                        : "");
    }

    /** Targets are a card's. */
    private static String judged(AcceleratorFigures figures, boolean reached) {
        return figures.provider().equals("cpu") ? "not judged on a CPU" : reached ? "reached" : "missed";
    }

    private static String nodes(Placement placement) {
        StringBuilder text = new StringBuilder(placement.graph() + ":");
        placement
                .shares()
                .forEach((provider, share) -> text.append(String.format(
                        Locale.ROOT,
                        " %s %d nodes, %.0f %% of the time;",
                        provider,
                        share.nodes(),
                        100 * share.timeShare())));
        return text.substring(0, text.length() - 1);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static void say(PrintWriter out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
