package org.earwitness.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarkdownTest {
    @Test
    void columnsArePaddedToTheirWidestCell() {
        Table table = new Table("what", "CPU s").row("decoding alone", "2.85").row("x", "13.00");

        assertThat(table.markdown()).isEqualTo("""
                        | what           | CPU s |
                        | -------------- | ----- |
                        | decoding alone | 2.85  |
                        | x              | 13.00 |""");
    }

    @Test
    void aRowThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).hasMessageContaining("1 cells in a table of 2 columns");
    }

    @Test
    void onlyTheMarkedPartOfADocumentIsReplaced() {
        String document =
                "# Title\n<!-- figures: written by bench/pipeline -->\nold\n<!-- end of figures -->\nby hand\n";

        assertThat(MarkedPart.replace(document, Optional.empty(), "new\n"))
                .isEqualTo(
                        "# Title\n<!-- figures: written by bench/pipeline -->\nnew\n<!-- end of figures -->\nby hand\n");
    }

    @Test
    void aPartWithANameIsReplacedAlone() {
        String document = """
                <!-- figures: written by bench/pipeline -->
                one
                <!-- end of figures -->
                <!-- figures of packs: written by bench/pipeline -->
                two
                <!-- end of figures -->
                by hand
                """;

        assertThat(MarkedPart.replace(document, Optional.of("packs"), "new\n"))
                .isEqualTo(document.replace("two", "new"));
        assertThat(MarkedPart.replace(document, Optional.empty(), "new\n")).isEqualTo(document.replace("one", "new"));
    }

    @Test
    void aDocumentWithoutAMarkedPartIsLeftAlone() {
        assertThatThrownBy(() -> MarkedPart.replace("# Title\n", Optional.of("packs"), "new\n"))
                .hasMessageContaining("has no part for figures");
    }
}
