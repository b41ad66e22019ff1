package org.earwitness.app.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.schemas.IntervalState.CLOSED;
import static org.earwitness.schemas.IntervalState.OPEN;
import static org.earwitness.schemas.IntervalState.UPDATED;

import org.junit.jupiter.api.Test;

final class SamenessTest {

    @Test
    void theSameBytesAreIdentical() {
        Sameness same = Sameness.of(new Passes()
                .both(1, "bark", 0.9)
                .both(2, "background", 0.8)
                .intervalBefore("bark", 1, 1, OPEN, CLOSED)
                .intervalNow("bark", 1, 1, OPEN, CLOSED)
                .of("gate"));

        assertThat(same.events()).isEqualTo(2);
        assertThat(same.identical()).isEqualTo(2);
        assertThat(same.intervalsIdentical()).isEqualTo(1);
        assertThat(same.holds()).isTrue();
    }

    @Test
    void anyOtherByteIsAChange() {
        Sameness same = Sameness.of(new Passes()
                .both(1, "bark", 0.9)
                .before(2, "bark", 0.9)
                .now(2, "bark", 0.9001)
                .of("gate"));

        assertThat(same.changed()).isEqualTo(1);
        assertThat(same.holds()).isFalse();
        assertThat(same.examples()).containsExactly("gate: 0:2 was bark 0.9 and is bark 0.9001, in other bytes");
    }

    @Test
    void anEventThatDoesNotComeAgainIsAChange() {
        Sameness same = Sameness.of(
                new Passes().both(1, "bark", 0.9).before(2, "bark", 0.9).of("gate"));

        assertThat(same.missing()).isEqualTo(1);
        assertThat(same.holds()).isFalse();
    }

    @Test
    void whatHadNoAnswerTheFirstTimeIsCountedApartAndSoIsItsNeighbourhood() {
        Sameness same = Sameness.of(new Passes()
                .unscoredBefore(5)
                .now(5, "bark", 0.9)
                .before(8, "bark", 0.7)
                .now(8, "bark", 0.8)
                .both(30, "bark", 0.9)
                .before(40, "bark", 0.7)
                .now(40, "bark", 0.8)
                .intervalBefore("bark", 8, 8, OPEN, CLOSED)
                .intervalNow("bark", 5, 8, OPEN, CLOSED)
                .of("gate"));

        assertThat(same.unscored()).isEqualTo(1);
        assertThat(same.besideUnscored()).isEqualTo(1);
        assertThat(same.identical()).isEqualTo(1);
        assertThat(same.changed()).as("too far away to be excused").isEqualTo(1);
        assertThat(same.intervalsApart()).isEqualTo(2);
        assertThat(same.intervalsChanged() + same.intervalsMissing()).isZero();
    }

    @Test
    void whatRetentionHasTakenTheLeadOfIsCountedApart() {
        Sameness same = Sameness.of(new Passes()
                .judgedFrom(10)
                .before(9, "bark", 0.7)
                .now(9, "bark", 0.8)
                .before(10, "bark", 0.7)
                .now(10, "bark", 0.8)
                .now(11, "bark", 0.8)
                .of("gate"));

        assertThat(same.withoutLead()).isEqualTo(1);
        assertThat(same.changed()).isEqualTo(1);
        assertThat(same.withoutOriginal()).isEqualTo(1);
    }

    @Test
    void anIntervalThatGoesOnBehindTheRangeHasSaidLessAndTheSame() {
        Sameness same = Sameness.of(new Passes()
                .both(1, "bark", 0.9)
                .intervalBefore("bark", 1, 9, OPEN, UPDATED, CLOSED)
                .intervalNow("bark", 1, 9, OPEN, UPDATED)
                .of("gate"));

        assertThat(same.intervalsIdentical()).isEqualTo(1);
        assertThat(same.holds()).isTrue();
    }

    @Test
    void anIntervalThatMovedOrIsGoneIsAChange() {
        Sameness same = Sameness.of(new Passes()
                .both(1, "bark", 0.9)
                .intervalBefore("bark", 1, 2, OPEN, CLOSED)
                .intervalNow("bark", 1, 3, OPEN, CLOSED)
                .intervalBefore("bell", 20, 22, OPEN, CLOSED)
                .of("gate"));

        assertThat(same.intervalsChanged()).isEqualTo(1);
        assertThat(same.intervalsMissing()).isEqualTo(1);
        assertThat(same.holds()).isFalse();
    }

    @Test
    void anIntervalThatEndedBeforeTheRangeIsNoneOfIt() {
        Sameness same = Sameness.of(new Passes()
                .from(10)
                .both(10, "background", 0.9)
                .intervalBefore("bark", 1, 5, OPEN, CLOSED)
                .of("gate"));

        assertThat(same.holds()).isTrue();
        assertThat(same.intervals()).isZero();
    }
}
