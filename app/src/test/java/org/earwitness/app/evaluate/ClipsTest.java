package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderGivesItsMediaByNameWithTheirLabels() throws IOException {
        files("yard.mp4", "gate.MKV", "notes.txt", "odd.bin");
        labels("{\"yard.mp4\": [\"a\"], \"gate.MKV\": [\"b\", \"background\"], \"odd.bin\": [\"c\"]}");

        Clips clips = Clips.find(List.of(folder));

        assertThat(clips.clips())
                .containsExactly(
                        new LabelledClip(folder.resolve("gate.MKV"), List.of("b", "background")),
                        new LabelledClip(folder.resolve("odd.bin"), List.of("c")),
                        new LabelledClip(folder.resolve("yard.mp4"), List.of("a")));
        assertThat(clips.absent()).isEmpty();
    }

    @Test
    void aFileTakesItsLabelsAndLeavesTheOthersAlone() throws IOException {
        files("yard.mp4", "unlabelled.mp4");
        labels("{\"yard.mp4\": [\"a\"], \"gone.mp4\": [\"b\"]}");

        Clips clips = Clips.find(List.of(folder.resolve("yard.mp4")));

        assertThat(clips.clips()).containsExactly(new LabelledClip(folder.resolve("yard.mp4"), List.of("a")));
        assertThat(clips.absent()).isEmpty();
    }

    @Test
    void everyClipWithoutLabelsIsNamedWithTheNearestThatHasSome() throws IOException {
        files("yard.mp4", "gate.mp4");
        labels("{\"yarn.mp4\": [\"a\"]}");

        assertThatThrownBy(() -> Clips.find(List.of(folder)))
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT))
                .hasMessageContaining("has no labels of gate.mp4")
                .hasMessageContaining("has no labels of yard.mp4 (it has some of yarn.mp4)");
    }

    @Test
    void labelsWithoutTheirFileAreNamed() throws IOException {
        files("yard.mp4");
        labels("{\"yard.mp4\": [\"a\"], \"gone.mp4\": [\"b\"]}");

        assertThat(Clips.find(List.of(folder)).absent())
                .singleElement()
                .asString()
                .contains("has labels of gone.mp4, but there is no such file");
    }

    @Test
    void labelsOfAnotherFormAreRefusedWithTheirPlace() throws IOException {
        files("yard.mp4");
        refused("", "labels.json is no object");
        refused("[]", "is no object. Write {\"file.mp4\": [\"background\", \"dog\", ...]}");
        refused("{\"yard.mp4\": [\"a\",\n 7]}", "yard.mp4, second 1: 7 is no label");
        refused("{\"yard.mp4\": \"a\"}", "yard.mp4 has no list of labels");
        refused("{\"yard.mp4\": []}", "yard.mp4 has no list of labels");
        refused("{\"yard.mp4\":\n [\"a\"", "labels.json:2: ");
        refused("{\"yard.mp4\": [\"a\"], \"yard.mp4\": [\"b\"]}", "Duplicate field 'yard.mp4'");
        Files.delete(folder.resolve("labels.json"));
        assertThatThrownBy(() -> Clips.find(List.of(folder))).hasMessageContaining("labels.json is missing");
    }

    @Test
    void aFolderWithoutMediaIsRefused() throws IOException {
        labels("{}");

        assertThatThrownBy(() -> Clips.find(List.of(folder))).hasMessageContaining("there is no clip in");
    }

    @Test
    void everyLabelOfAnotherSpellingIsNamedWithItsSecondsAndTheNearest() {
        LabelledClip yard = new LabelledClip(
                Path.of("yard.mp4"), List.of("bark", "Bark", "Bark", "background", "Bark", "violoncello"));
        LabelledClip gate = new LabelledClip(Path.of("gate.mp4"), List.of("acoustic guitar"));

        assertThatThrownBy(() ->
                        Spelling.require(List.of(yard, gate), List.of("acoustic_guitar", "bark", "cat", "background")))
                .isInstanceOfSatisfying(
                        CommandFailed.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT))
                .hasMessage("""
                        yard.mp4: 'Bark' at seconds 1-2, 4 is no label of the pack. Did you mean bark?
                        yard.mp4: 'violoncello' at second 5 is no label of the pack
                        gate.mp4: 'acoustic guitar' at second 0 is no label of the pack. Did you mean acoustic_guitar?
                        The pack's labels are acoustic_guitar, bark, cat, background. Correct labels.json or use another\
                         pack.""");
        Spelling.require(List.of(), List.of("bark"));
    }

    private void refused(String labels, String because) throws IOException {
        labels(labels);
        assertThatThrownBy(() -> Clips.find(List.of(folder)))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(because);
    }

    private void files(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), "media");
        }
    }

    private void labels(String json) throws IOException {
        Files.writeString(folder.resolve("labels.json"), json);
    }
}
