package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    @Test
    void anOrdinaryNameStaysAsItIs() {
        assertThat(FileNames.of(List.of("Straße 7.mp4"))).containsEntry("Straße 7.mp4", "Straße 7.mp4");
    }

    @Test
    void foldersInANameDoNotLeaveTheOutputFolder() {
        assertThat(FileNames.of(List.of("../../etc/passwd", "a/b.mp4")))
                .containsEntry("../../etc/passwd", "_.._.._etc_passwd")
                .containsEntry("a/b.mp4", "a_b.mp4");
    }

    @Test
    void streamsThatWouldShareAFileGetTwo() {
        Map<String, String> names = FileNames.of(List.of("a/b", "a_b", "A:B", "a_b~2"));
        assertThat(names.values()).doesNotHaveDuplicates().hasSize(4);
    }

    @Property(tries = 300)
    void everyStreamHasAFileOfItsOwnInTheFolder(@ForAll @Size(max = 12) @UniqueElements List<String> streams) {
        List<String> names = new ArrayList<>(FileNames.of(streams).values());
        assertThat(names).hasSize(streams.size());
        assertThat(names.stream().map(name -> name.toLowerCase(Locale.ROOT))).doesNotHaveDuplicates();
        assertThat(names).allMatch(name -> !name.isBlank() && !name.contains("/") && !name.startsWith("."));
    }
}
