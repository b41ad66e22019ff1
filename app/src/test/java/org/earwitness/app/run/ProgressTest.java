package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();

    @Test
    void aBarShowsTheShareThatIsDone() {
        assertThat(Progress.line(0.5, 1234, 2))
                .isEqualTo("[==============              ]  50 %  1,234 s localized in 2 streams");
    }

    @Test
    void aStreamWithoutAKnownEndShowsOnlyWhatIsCounted() {
        assertThat(Progress.line(-1, 7, 1)).isEqualTo("7 s localized in 1 stream");
    }

    @Test
    void nothingIsDrawnWhereStandardErrorIsNoTerminal() {
        Progress progress = new Progress(new PrintWriter(error, true, StandardCharsets.UTF_8), false);
        progress.say("starting");
        progress.show(0.5, 10, 1, 0);
        progress.clear();
        assertThat(error.size()).isZero();
    }

    @Test
    void theBarIsRedrawnTenTimesASecondAndLeavesNothingBehind() {
        Progress progress = new Progress(new PrintWriter(error, true, StandardCharsets.UTF_8), true);
        progress.show(0.1, 1, 1, 0);
        progress.show(0.2, 2, 1, 50_000_000);
        progress.show(0.3, 3, 1, 100_000_000);
        progress.clear();
        String drawn = error.toString(StandardCharsets.UTF_8);
        assertThat(drawn).contains(" 10 %", " 30 %").doesNotContain(" 20 %").endsWith(" \r");
    }
}
