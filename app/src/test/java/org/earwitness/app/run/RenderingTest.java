package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aTableShowsEachIntervalOfAStream() {
        Golden.check("street.table.txt", IntervalTable.of(Reports.street()));
    }

    @Test
    void aTableSaysWhenNothingIsHeardAndSeenAndWhatWasRefused() {
        Golden.check("quiet.table.txt", IntervalTable.of(Reports.quiet()));
    }

    @Test
    void aTableMarksAnIntervalWhoseEndIsNotKnown() {
        Golden.check("broken-off.table.txt", IntervalTable.of(Reports.brokenOff()));
    }

    @Test
    void controlCharactersOfANameDoNotReachTheTerminal() {
        assertThat(IntervalTable.printable("a\u001b[31mred\n.mp4")).isEqualTo("a?[31mred?.mp4");
    }

    @Test
    void jsonLinesAreTheReviewedBytes() {
        Golden.check("street.jsonl", JsonLines.of(Reports.street()));
    }

    @Test
    void aSegmentLineHasExactlyTheFieldsThatWerePromised() throws Exception {
        JsonNode line = JSON.readTree(
                JsonLines.of("a \"b\"\n.mp4", Reports.street().segments().get(3)));
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly("stream", "segment", "start_seconds", "label", "score", "attention");
        assertThat(line.get("stream").asText()).isEqualTo("a \"b\"\n.mp4");
        assertThat(line.get("attention")).hasSize(49);
    }

    @Test
    void tinyScoresAreWrittenWithoutAnExponent() {
        float[] attention = new float[49];
        attention[0] = 1e-4f;
        String line = JsonLines.of("a", new SegmentLine(7, 7_040_000, "cat", 3e-4f, attention));
        assertThat(line)
                .contains("\"score\":0.0003", "\"start_seconds\":7.04", "[0.0001,0.0,")
                .doesNotContain("E");
    }

    @Test
    void subtitlesHaveACueAndANoteForEachInterval() {
        Golden.check("street.vtt", WebVtt.of(Reports.street()));
    }

    @Test
    void namesFromOutsideCannotBreakOutOfASubtitle() {
        Golden.check("broken-off.vtt", WebVtt.of(Reports.brokenOff()));
    }
}
