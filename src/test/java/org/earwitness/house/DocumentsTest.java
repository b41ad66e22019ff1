package org.earwitness.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.schemas.TopicTable;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;

/** What the documents promise is there. */
final class DocumentsTest {
    private static final String BEGIN = "<!-- topics: generated from the catalogue, held by a test -->\n";
    private static final String END = "<!-- /topics -->";
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)[^)]*\\)");

    @Test
    void theTopicTableInTheReadmeIsTheCatalogues() throws IOException {
        Path readme = SourceTree.root().resolve("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String table = TopicTable.markdown(Topics.standard());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(readme, text.substring(0, begin) + table + text.substring(end));
            return;
        }

        assertThat(text.substring(begin, end)).isEqualTo(table);
    }

    @Test
    void everyLinkInTheDocumentsLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : SourceTree.documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                if (!Files.exists(document.resolveSibling(links.group(1)))) {
                    broken.add(SourceTree.relative(document) + " links to " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void noDocumentNamesAPathOfOneMachine() throws IOException {
        for (Path document : SourceTree.documents()) {
            assertThat(Files.readString(document))
                    .as(SourceTree.relative(document))
                    .doesNotContain(SourceTree.root() + "/");
        }
    }
}
