package org.earwitness.app.accelerator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earwitness.app.command.CommandFailed;

/** Figures as programs read them: one JSON object. What was not measured is not there. */
final class FiguresJson {
    private FiguresJson() {}

    static void write(AcceleratorFigures figures, Path file) {
        try {
            Files.writeString(file, render(figures) + "\n");
        } catch (IOException e) {
            throw CommandFailed.failed("the figures cannot be written to " + file + ": " + e.getMessage(), e);
        }
    }

    static String render(AcceleratorFigures figures) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("pack", figures.pack().name())
                .put("version", figures.pack().version())
                .put("provider", figures.provider())
                .put("batch", figures.batch());
        figures.card()
                .ifPresent(card -> json.putObject("card")
                        .put("name", card.name())
                        .put("driver", card.driver())
                        .put("memory_mebibytes", card.memoryMebibytes()));
        ArrayNode points = json.putArray("streams");
        figures.points()
                .forEach(point -> points.addObject()
                        .put("streams", point.streams())
                        .put("segments_per_second", point.batched().rate())
                        .put("wait_p50_millis", point.batched().waitMillis(0.5))
                        .put("wait_p99_millis", point.batched().waitMillis(0.99))
                        .put("single_segments_per_second", point.single().rate())
                        .put("gain", point.gain()));
        json.put("best_segments_per_second", figures.bestRate())
                .put("bare_segments_per_second", figures.bareRate())
                .put("share_of_bare_loop", figures.shareOfBareLoop())
                .put("operations_per_segment", figures.operations())
                .put("teraflops", figures.teraflops());
        figures.peakTeraflops().ifPresent(peak -> json.put("peak_teraflops", peak));
        figures.shareOfPeak().ifPresent(share -> json.put("share_of_peak", share));
        figures.memory()
                .ifPresent(memory -> json.putObject("memory")
                        .put("device", memory.device())
                        .put("mebibytes_per_thousand_batches", memory.slope().mebibytesPerThousand())
                        .put(
                                "batches",
                                memory.slope()
                                        .batches()
                                        .get(memory.slope().batches().size() - 1)));
        figures.agreement()
                .ifPresent(agreement -> json.putObject("float16")
                        .put("segments", agreement.segments())
                        .put("same_labels", agreement.sameLabels())
                        .put("same_scores", agreement.sameScores())
                        .put("largest_difference", agreement.largestDifference()));
        ArrayNode placements = json.putArray("nodes");
        figures.placements()
                .forEach(placement -> placement
                        .shares()
                        .forEach((provider, share) -> placements
                                .addObject()
                                .put("graph", placement.graph())
                                .put("provider", provider)
                                .put("nodes", share.nodes())
                                .put("time_share", share.timeShare())));
        return json.toPrettyString();
    }
}
