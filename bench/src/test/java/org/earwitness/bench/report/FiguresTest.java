package org.earwitness.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

final class FiguresTest {
    @Test
    void oneBusyMomentDoesNotMoveTheMedian() {
        assertThat(Figures.of(List.of(0.11, 9.0, 0.12)).text(2)).isEqualTo("0.12 (0.11 to 9.00)");
        assertThat(Figures.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
    }

    @Test
    void aSingleFigureHasNoSpread() {
        assertThat(Figures.of(List.of(3.14159)).text(3)).isEqualTo("3.142");
    }

    @Test
    void quantilesAreFiguresThatWereMeasured() {
        Figures figures = Figures.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0));

        assertThat(figures.quantile(0.5)).isEqualTo(5.0);
        assertThat(figures.quantile(0.99)).isEqualTo(10.0);
    }

    @Property
    void theMedianLiesBetweenTheSmallestAndTheLargest(@ForAll @NotEmpty List<@DoubleRange(max = 1e6) Double> measured) {
        Figures figures = Figures.of(measured);

        assertThat(figures.median()).isBetween(figures.quantile(0), figures.quantile(1));
    }

    @Test
    void whatIsShownIsWhatIsJudged() {
        assertThat(Target.atMost(0.14).verdict(Figures.of(List.of(0.1404)).shown(3)))
                .isEqualTo("<= 0.14: reached");
        assertThat(Target.atMost(0.14).verdict(0.141)).isEqualTo("<= 0.14: **missed**");
        assertThat(Target.atLeast(0.8).verdict(0.9)).isEqualTo(">= 0.80: reached");
        assertThat(Target.atMost(20).verdict(21)).isEqualTo("<= 20: **missed**");
    }

    @Test
    void nothingMeasuredIsNoFigure() {
        assertThatThrownBy(() -> Figures.of(List.of())).hasMessageContaining("measure at least once");
    }
}
