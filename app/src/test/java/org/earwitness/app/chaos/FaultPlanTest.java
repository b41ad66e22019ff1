package org.earwitness.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chance that comes back. */
final class FaultPlanTest {
    private static final List<FaultKind> ALL = List.of(FaultKind.values());

    @Test
    void theSameSeedPlansTheSame() {
        assertThat(kinds(new FaultPlan(7, ALL))).isEqualTo(kinds(new FaultPlan(7, ALL)));
        assertThat(kinds(new FaultPlan(7, ALL))).isNotEqualTo(kinds(new FaultPlan(8, ALL)));
    }

    @Test
    void everyKindComesOnceARound() {
        FaultPlan plan = new FaultPlan(3, ALL);
        for (int round = 0; round < 5; round++) {
            int first = round * ALL.size();
            assertThat(IntStream.rangeClosed(first + 1, first + ALL.size()).mapToObj(plan::kind))
                    .containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void chanceWithinACycleIsOfTheSeedAndTheCycle() {
        FaultPlan plan = new FaultPlan(7, ALL);
        long fifth = plan.chance(5).nextLong();

        assertThat(plan.chance(5).nextLong()).isEqualTo(fifth);
        assertThat(plan.chance(6).nextLong()).isNotEqualTo(fifth);
        assertThat(new FaultPlan(8, ALL).chance(5).nextLong()).isNotEqualTo(fifth);
    }

    @Test
    void aPlanWithoutFaultsIsRefused() {
        assertThatThrownBy(() -> new FaultPlan(1, List.of())).hasMessageContaining("tries nothing");
    }

    private static List<FaultKind> kinds(FaultPlan plan) {
        return IntStream.rangeClosed(1, 60).mapToObj(plan::kind).toList();
    }
}
