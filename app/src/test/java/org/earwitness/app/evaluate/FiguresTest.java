package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earwitness.app.evaluate.Rows.clip;
import static org.earwitness.app.evaluate.Rows.figures;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void secondsAreCountedByHand() {
        Figures figures = figures(clip("one", "--aaa-bb--", "--aabbba--"));

        assertThat(figures.accuracy()).isEqualTo(new Share(7, 10));
        assertThat(figures.events().recall()).isEqualTo(new Share(3, 5));
        assertThat(figures.events().precision()).isEqualTo(new Share(3, 6));
        assertThat(figures.backgroundAccuracy()).isEqualTo(new Share(4, 5));
        assertThat(figures.segmentF1()).isEqualTo(new Share(6, 11));
        assertThat(of(figures, "a").recall()).isEqualTo(new Share(2, 3));
        assertThat(of(figures, "a").precision()).isEqualTo(new Share(2, 3));
        assertThat(of(figures, "b").recall()).isEqualTo(new Share(1, 2));
        assertThat(of(figures, "b").precision()).isEqualTo(new Share(1, 3));
        assertThat(of(figures, "c").recall().value()).isEmpty();
        assertThat(figures.classes()).containsOnlyKeys("a", "b", "c");
        assertThat(List.of(figures.seconds(), figures.unscored())).containsExactly(10L, 0L);
    }

    @Test
    void anEventIsFoundWhenHalfOfItsUnionIsCommon() {
        assertThat(events("-aaaa-----", "---aa-----")).isEqualTo(new EventCounts(1, 1, 1)); // 2 of 4
        assertThat(events("-aaaa-----", "----a-----")).isEqualTo(new EventCounts(1, 1, 0)); // 1 of 4
        assertThat(events("-aaaa-----", "--aaaaa---")).isEqualTo(new EventCounts(1, 1, 1)); // 3 of 6
        assertThat(events("-aaaa-----", "---aaaa---")).isEqualTo(new EventCounts(1, 1, 0)); // 2 of 6
        assertThat(events("-aaaa-----", "-bbbb-----")).isEqualTo(new EventCounts(1, 1, 0));
        assertThat(events("----------", "----------").f1().value()).isEmpty();
    }

    @Test
    void anEventThatIsTornApartIsFoundOnce() {
        // Parts of 4 and 3 of 8 seconds: only the first overlaps by half; each event is in one pair.
        assertThat(events("aaaaaaaa", "aaaa-aaa")).isEqualTo(new EventCounts(1, 2, 1));
        assertThat(events("aaaa-aaa", "aaaaaaaa")).isEqualTo(new EventCounts(2, 1, 1));
        assertThat(events("aaabbaaa", "aaabbaaa")).isEqualTo(new EventCounts(3, 3, 3));
    }

    @Test
    void theLargestOverlapIsTakenFirst() {
        // The decision overlaps the first event by 2 of 4 and the second by 0; the third decision is left over.
        assertThat(events("aa-aaaaaa-", "aaaa-aaaa-")).isEqualTo(new EventCounts(2, 2, 2));
    }

    @Test
    void eventsDoNotRunFromOneClipIntoTheNext() {
        Figures figures = figures(clip("one", "--aa", "--aa"), clip("two", "aa--", "a---"));

        assertThat(figures.events().events()).isEqualTo(new EventCounts(2, 2, 2));
        assertThat(figures.clips()).isEqualTo(2);
    }

    @Test
    void secondsThatNobodyDecidedAreInNoShareAndTearDecisionsApart() {
        Figures figures = figures(clip("one", "aaaa--", "aa?a-?"));

        assertThat(figures.seconds()).isEqualTo(4);
        assertThat(figures.unscored()).isEqualTo(2);
        assertThat(figures.accuracy()).isEqualTo(new Share(4, 4));
        assertThat(figures.backgroundAccuracy()).isEqualTo(new Share(1, 1));
        assertThat(of(figures, "a").seconds()).isEqualTo(3);
        assertThat(figures.events().events()).isEqualTo(new EventCounts(1, 2, 1));
    }

    private static EventCounts events(String labels, String decisions) {
        return figures(clip("one", labels, decisions)).events().events();
    }

    private static ClassFigures of(Figures figures, String label) {
        return Objects.requireNonNull(figures.classes().get(label));
    }
}
