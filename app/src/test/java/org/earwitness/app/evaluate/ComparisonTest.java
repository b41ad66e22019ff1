package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.earwitness.app.run.SegmentLine;
import org.earwitness.app.run.StreamReport;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void labelsAndDecisionsOfTheSameSecondsAreLaidSideBySide() {
        Comparison comparison = compare("-aab-", report("-ab--", 5_000_000));

        assertThat(comparison.clip()).contains(Rows.clip("yard.mp4", "-aab-", "-ab--"));
        assertThat(comparison.remark()).isEmpty();
    }

    @Test
    void theBackgroundIsCalledAsThePackCallsIt() {
        Comparison comparison = Comparison.of(List.of("none", "none"), report("--", 2_000_000), "none");

        assertThat(comparison.clip().orElseThrow().decisions())
                .containsExactly(Optional.of("none"), Optional.of("none"));
    }

    @Test
    void aSecondThatWasNeverAnsweredIsUndecided() {
        Comparison comparison = compare("-aab-", report("-a?b-", 5_000_000));

        assertThat(comparison.clip()).contains(Rows.clip("yard.mp4", "-aab-", "-a?b-"));
    }

    @Test
    void aLastPieceOfASecondNeedsNoLabelAndLengthsAreRounded() {
        assertThat(compare("-a-", report("-a-b", 3_400_000)))
                .isEqualTo(new Comparison(Optional.of(Rows.clip("yard.mp4", "-a-", "-a-")), Optional.empty()));
        assertThat(compare("-a-", report("-a-", 2_960_000)))
                .isEqualTo(new Comparison(Optional.of(Rows.clip("yard.mp4", "-a-", "-a-")), Optional.empty()));
    }

    @Test
    void aSecondMoreOrLessIsComparedAsFarAsBothGoAndSaid() {
        Comparison fewer = compare("-a", report("-ab", 3_000_000));
        Comparison more = compare("-aab", report("-ab", 3_000_000));

        assertThat(fewer.clip()).contains(Rows.clip("yard.mp4", "-a", "-a"));
        assertThat(fewer.remark()).contains("yard.mp4 has 3 full seconds and 2 labels: the first 2 are compared.");
        assertThat(more.clip()).contains(Rows.clip("yard.mp4", "-aa", "-ab"));
        assertThat(more.remark()).isPresent();
    }

    @Test
    void moreThanASecondOfDifferenceIsNotScored() {
        Comparison comparison = compare("-a", report("-ab-", 4_000_000));

        assertThat(comparison.clip()).isEmpty();
        assertThat(comparison.remark())
                .contains("yard.mp4 has 4 full seconds and 2 labels: it is not scored. Write one label a second of the"
                        + " file.");
        assertThat(compare("a", report("", 0)).clip()).isEmpty();
    }

    private static Comparison compare(String labels, StreamReport report) {
        return Comparison.of(Rows.labels(labels), report, Rows.BACKGROUND);
    }

    private static StreamReport report(String decisions, long endMicros) {
        var rows = Rows.decisions(decisions);
        return new StreamReport(
                "yard.mp4",
                Optional.of("letters 1.2.0"),
                IntStream.range(0, rows.size())
                        .filter(second -> rows.get(second).isPresent())
                        .mapToObj(second -> new SegmentLine(
                                second, second * 1_000_000L, rows.get(second).orElseThrow(), 0.9f, new float[49]))
                        .toList(),
                List.of(),
                endMicros,
                0);
    }
}
