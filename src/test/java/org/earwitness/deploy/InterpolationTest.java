package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of Docker Compose for variables, as far as our file uses them. */
final class InterpolationTest {
    private final Interpolation nothingSet = new Interpolation(Map.of());

    @Test
    void aVariableThatIsNotSetTakesItsDefaultEvenOneThatBeginsWithDashes() {
        assertThat(nothingSet.render("a ${X:---loop --real-time} b")).isEqualTo("a --loop --real-time b");
    }

    @Test
    void aVariableThatIsSetWinsOverItsDefault() {
        assertThat(new Interpolation(Map.of("X", "$mine")).render("${X:-other}"))
                .isEqualTo("$mine");
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        assertThat(new Interpolation(Map.of("X", "")).render("${X:-other}")).isEqualTo("other");
    }

    @Test
    void twoDollarSignsAreOne() {
        assertThat(nothingSet.render("[[ $$status == 1 ]]")).isEqualTo("[[ $status == 1 ]]");
    }

    @Test
    void aVariableWithoutValueAndDefaultIsRefused() {
        assertThatThrownBy(() -> nothingSet.render("${X}")).hasMessageContaining("X has no default");
    }

    @Test
    void wordsAreCutAtSpacesButNotWithinQuotes() {
        assertThat(CommandWords.of("ingest  --loop 'a b.mp4' \"c d.mp4\" e.mp4"))
                .containsExactly("ingest", "--loop", "a b.mp4", "c d.mp4", "e.mp4");
    }
}
