package org.earwitness.ingest.roster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.ingest.source.MediaAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasedFilesTest {
    @TempDir
    Path folder;

    @Test
    void onlyFilesOfReleasedFoldersAreSources() throws Exception {
        Path released = Files.createDirectory(folder.resolve("released"));
        Files.writeString(released.resolve("inside.mp4"), "inside");
        Files.writeString(folder.resolve("outside.mp4"), "outside");
        Files.createSymbolicLink(released.resolve("link.mp4"), folder.resolve("outside.mp4"));
        Files.createDirectory(folder.resolve("released-not"));
        ReleasedFiles files = ReleasedFiles.of(List.of(released));

        for (String path : List.of(released + "/inside.mp4", released + "/missing.mp4")) {
            assertThat(files.refusal(new MediaAddress(path))).as(path).isEmpty();
        }
        for (String path : List.of(
                folder + "/outside.mp4",
                released + "/../outside.mp4",
                released + "/../missing.mp4",
                released + "/link.mp4",
                folder + "/released-not/x.mp4",
                "/etc/passwd",
                "relative.mp4",
                "file:" + released + "/inside.mp4",
                "zero\u0000byte")) {
            assertThat(files.refusal(new MediaAddress(path)).orElse(""))
                    .as(path)
                    .contains("not released to av.sources beside those in [" + released + "]", "Set sources.folders");
        }
    }

    @Test
    void noFileIsASourceWhereNoFolderIsReleasedAndEveryOneOnTheSameMachine() {
        MediaAddress file = new MediaAddress(folder + "/clip.mp4");

        assertThat(ReleasedFiles.of(List.of()).refusal(file)).isPresent();
        assertThat(ReleasedFiles.of(List.of()).refusal(new MediaAddress("rtsp://h/x")))
                .isEmpty();
        assertThat(ReleasedFiles.all().refusal(file)).isEmpty();
    }
}
