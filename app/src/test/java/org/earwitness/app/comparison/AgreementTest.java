package org.earwitness.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.earwitness.schemas.IntervalState.CLOSED;
import static org.earwitness.schemas.IntervalState.OPEN;

import java.util.List;
import org.earwitness.app.comparison.Agreement.LabelChange;
import org.earwitness.app.comparison.IntervalChanges.Kind;
import org.junit.jupiter.api.Test;

final class AgreementTest {
    private final BothPasses passes = new Passes()
            .withOtherPack()
            .both(0, "background", 0.9)
            .before(1, "bark", 0.9)
            .now(1, "bark", 0.7)
            .before(2, "bark", 0.9)
            .now(2, "bell", 0.8)
            .before(3, "background", 0.9)
            .now(3, "bell", 0.6)
            .unscoredBefore(4)
            .now(4, "bell", 0.6)
            .intervalBefore("bark", 1, 2, OPEN, CLOSED)
            .intervalNow("bark", 1, 1, OPEN, CLOSED)
            .intervalNow("bell", 2, 4, OPEN, CLOSED)
            .intervalBefore("cat", 20, 22, OPEN, CLOSED)
            .intervalBefore("dog", 30, 32, OPEN, CLOSED)
            .intervalNow("dog", 30, 32, OPEN, CLOSED)
            .of("<gate>");

    private final Agreement agreement = Agreement.of(List.of(passes));

    @Test
    void segmentsAreCountedByWhatTheyWereAndAre() {
        assertThat(agreement.compared()).isEqualTo(4);
        assertThat(agreement.same()).isEqualTo(2);
        assertThat(agreement.share()).isEqualTo(0.5);
        assertThat(agreement.bothBackground()).isEqualTo(1);
        assertThat(agreement.unanswered()).isEqualTo(1);
        assertThat(agreement.labels())
                .containsEntry("bark", new LabelChange(2, 1, 1))
                .containsEntry("bell", new LabelChange(0, 2, 0))
                .containsEntry("background", new LabelChange(2, 1, 1));
        assertThat(agreement.confusion().get("bark")).containsEntry("bark", 1L).containsEntry("bell", 1L);
        assertThat(agreement.confusion().get("background")).containsEntry("bell", 1L);
    }

    @Test
    void scoresAreComparedWhereTheLabelIsTheSame() {
        assertThat(agreement.scoreDifference()).isCloseTo(0.1, within(1e-6));
        assertThat(agreement.largestDifference()).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void intervalsOfOneLabelThatOverlapAreTheSameEvent() {
        assertThat(agreement.intervals().count(Kind.KEPT)).isEqualTo(1);
        assertThat(agreement.intervals().count(Kind.MOVED)).isEqualTo(1);
        assertThat(agreement.intervals().count(Kind.GAINED)).isEqualTo(1);
        assertThat(agreement.intervals().count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void theTableSaysAllOfIt() {
        assertThat(ComparisonTable.of(Packs.of(List.of(passes)), agreement))
                .contains("before  starter 1.0.0 (aaaaaaaaaaaa)", "now     starter 1.0.0 (bbbbbbbbbbbb)")
                .contains("same label      50.0 %  2 of 4 segments, 1 of them background for both")
                .contains("not compared   1 segments")
                .containsPattern("bark +bell +1\n")
                .contains("1 intervals kept, 1 moved, 1 gained, 1 lost")
                .containsPattern("gained +<gate> +bell +- +0:2 \\+3 s, peak 0.90")
                .containsPattern("lost +<gate> +cat +0:20 \\+3 s, peak 0.90 +-");
    }

    @Test
    void thePageEscapesNamesAndIsTheSameEachTime() {
        String page = ComparisonPage.of(Packs.of(List.of(passes)), List.of(passes));

        assertThat(page)
                .isEqualTo(ComparisonPage.of(Packs.of(List.of(passes)), List.of(passes)))
                .contains("&lt;gate&gt;")
                .doesNotContain("<gate>")
                .contains("<b>50.0 %</b>")
                .contains("class=\"differs\"")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @Test
    void theJsonCountsTheSame() {
        assertThat(ComparisonJson.of(Packs.of(List.of(passes)), agreement))
                .contains("\"agreement\" : 0.5")
                .contains("\"mean_score_difference\" : 0.1")
                .contains("\"kept\" : 1,\n    \"moved\" : 1,\n    \"gained\" : 1,\n    \"lost\" : 1");
    }
}
