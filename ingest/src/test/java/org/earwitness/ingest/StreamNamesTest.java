package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamNamesTest {
    @TempDir
    Path folder;

    private static List<String> names(String... arguments) {
        return StreamNames.name(List.of(arguments)).stream()
                .map(NamedMedia::stream)
                .toList();
    }

    @Test
    void aFileIsNamedWithoutItsDirectory() {
        assertThat(StreamNames.name(List.of("/clips/gate.mp4")))
                .containsExactly(new NamedMedia("gate.mp4", "/clips/gate.mp4"));
    }

    @Test
    void equalNamesTakeTheShortestPathThatTellsThemApart() {
        assertThat(names("/a/x/c.mp4", "/b/x/c.mp4", "/b/y/c.mp4", "/d.mp4"))
                .containsExactly("a/x/c.mp4", "b/x/c.mp4", "y/c.mp4", "d.mp4");
    }

    @Test
    void aNameInFrontOverrides() {
        assertThat(StreamNames.name(List.of("north gate=/clips/c.mp4", "gate=rtsp://u:p@h/x?k=v")))
                .containsExactly(
                        new NamedMedia("north gate", "/clips/c.mp4"), new NamedMedia("gate", "rtsp://u:p@h/x?k=v"));
    }

    @Test
    void aUrlIsNamedWithoutCredentialsAndQueryAndItsQueryIsNoName() {
        assertThat(names("rtsp://admin:secret@10.0.0.7:554/main?channel=1&key=abc"))
                .containsExactly("rtsp://10.0.0.7:554/main");
    }

    @Test
    void aPathWithAnEqualsSignIsAPath() {
        assertThat(names("./day=1/c.mp4", "/clips/run=2.mp4")).containsExactly("c.mp4", "run=2.mp4");
    }

    @Test
    void aFileOfThatVeryNameWinsOverANameInFront() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path file = Files.createTempFile(here, "a=b", ".mp4");
        try {
            String name = String.valueOf(file.getFileName());
            assertThat(names(name)).containsExactly(name);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void theSameFileTwiceIsRefusedHoweverItIsWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("c.mp4"));
        Path detour = folder.resolve("..")
                .resolve(String.valueOf(folder.getFileName()))
                .resolve("c.mp4");

        assertThatThrownBy(() -> names(file.toString(), "other=" + detour))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is given twice");
    }

    @Test
    void twoStreamsOfOneNameAreRefusedWithAnAdviceAndWithoutSecrets() {
        assertThatThrownBy(() -> names("http://u:p@h/live?cam=1", "http://u:p@h/live?cam=2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'http://h/live'")
                .hasMessageContaining("NAME=MEDIA")
                .hasMessageNotContaining("cam=");
    }
}
