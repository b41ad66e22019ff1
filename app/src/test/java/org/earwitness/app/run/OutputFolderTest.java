package org.earwitness.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    Path temporary;

    @Test
    void everyStreamGetsItsThreeFiles() throws Exception {
        Path folder = temporary.resolve("a/b");
        OutputFolder.prepare(folder)
                .write(
                        List.of(Reports.street(), Reports.quiet()),
                        PeakFrames.none(),
                        new LabelColours(List.of("bark", "baby_cry")));
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "street_west.mp4.jsonl",
                            "street_west.mp4.vtt",
                            "street_west.mp4.png",
                            "quiet.mp4.jsonl",
                            "quiet.mp4.vtt",
                            "quiet.mp4.png");
        }
        assertThat(Files.readString(folder.resolve("street_west.mp4.jsonl"))).isEqualTo(JsonLines.of(Reports.street()));
        assertThat(ImageIO.read(folder.resolve("street_west.mp4.png").toFile()).getWidth())
                .isEqualTo(1200);
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedBeforeTheRun() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> OutputFolder.prepare(file.resolve("out")))
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("--out");
    }
}
