package org.earwitness.app.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is started; the whole command is run in the end-to-end tests. */
class EvaluateCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void labelsThatThePackDoesNotHaveAreUnusableInput() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path clip = clip("[\"red\", \"Green\"]");

        Invocation evaluate = Invocation.of("evaluate", "--pack", pack.toString(), clip.toString());

        assertThat(evaluate.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(evaluate.err())
                .contains("gate.mp4: 'Green' at second 1 is no label of the pack. Did you mean green?")
                .contains("The pack's labels are red, green, blue, background.");
        assertThat(evaluate.out()).isEmpty();
    }

    @Test
    void aPackThatDoesNotHoldIsUnusableInput() throws IOException {
        Path clip = clip("[\"red\"]");

        Invocation evaluate =
                Invocation.of("evaluate", "--pack", folder.resolve("nowhere").toString(), clip.toString());

        assertThat(evaluate.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(evaluate.err()).contains("nowhere is refused").contains("is not a folder");
    }

    @Test
    void aPackOfFeaturesSaysHowToImportItForMedia() throws IOException {
        Path pack = FixturePack.writeFeaturesTo(folder.resolve("pack"), FixtureOptions.USUAL);
        Path clip = clip("[\"red\"]");

        Invocation evaluate = Invocation.of("evaluate", "--pack", pack.toString(), clip.toString());

        assertThat(evaluate.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(evaluate.err()).contains("takes features, not media").contains("--visual-weights FILE");
    }

    @Test
    void aClipThatIsNamedTwiceIsAUsageError() throws IOException {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        String clip = clip("[\"red\"]").toString();

        assertThat(Invocation.of("evaluate", "--pack", pack.toString(), clip, clip)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.of("evaluate").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.of("evaluate", "--parallel", "0", clip).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private Path clip(String labels) throws IOException {
        Files.writeString(folder.resolve("labels.json"), "{\"gate.mp4\": " + labels + "}");
        return Files.writeString(folder.resolve("gate.mp4"), "media");
    }
}
