package org.earwitness.app.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.earwitness.app.run.SegmentLine;
import org.earwitness.app.run.StreamReport;

/**
 * A clip's labels laid beside what was said of its stream.
 *
 * @param clip the seconds that both have; empty when labels and media do not belong together
 * @param remark what its user should know, in a sentence
 */
record Comparison(Optional<ScoredClip> clip, Optional<String> remark) {
    /** A last second that lacks less than this counts as whole: codecs round lengths to their frames. */
    private static final long ROUNDED_MICROS = 100_000;

    private static final long SECOND_MICROS = 1_000_000;

    /**
     * Compares.
     *
     * @param labels one a second
     * @param report what was said of the stream
     * @param background the pack's label of no event
     */
    static Comparison of(List<String> labels, StreamReport report, String background) {
        int seconds = (int) Math.min(Integer.MAX_VALUE, (report.endMicros() + ROUNDED_MICROS) / SECOND_MICROS);
        String counts =
                report.stream() + " has " + count(seconds, "full second") + " and " + count(labels.size(), "label");
        int common = Math.min(seconds, labels.size());
        if (Math.abs(seconds - labels.size()) > 1 || common == 0) {
            return new Comparison(
                    Optional.empty(),
                    Optional.of(counts + ": it is not scored. Write one label a second of the file."));
        }
        Map<Long, SegmentLine> said =
                report.segments().stream().collect(Collectors.toMap(SegmentLine::segment, Function.identity()));
        List<Optional<String>> decisions = new ArrayList<>();
        for (long second = 0; second < common; second++) {
            decisions.add(
                    Optional.ofNullable(said.get(second)).map(line -> line.isBackground() ? background : line.label()));
        }
        return new Comparison(
                Optional.of(new ScoredClip(report.stream(), labels.subList(0, common), decisions)),
                seconds == labels.size()
                        ? Optional.empty()
                        : Optional.of(counts + ": the first " + common + " are compared."));
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
