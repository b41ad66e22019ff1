package org.earwitness.app.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.NpzWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackCommandTest {

    @Test
    void aPackIsDescribedAndHolds(@TempDir Path folder) {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Invocation describe = Invocation.of("pack", "describe", pack.toString());
        assertThat(describe.exitCode()).as(describe.err()).isEqualTo(ExitCode.OK);
        assertThat(describe.out())
                .contains("pack          fixture 1.0.0")
                .contains("labels        3 (red, green, blue) and background")
                .contains("window        10 segments, 0 of them look-ahead")
                .contains("picture       2 frames of 32x32")
                .contains("encode.onnx, ")
                .contains("bytes a segment");
        Invocation verify = Invocation.of("pack", "verify", pack.toString());
        assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.OK);
        assertThat(verify.out()).contains("pack fixture 1.0.0 holds: 2 files");
    }

    @Test
    void aPackWhoseFileWasChangedDoesNotHold(@TempDir Path folder) throws Exception {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Files.write(pack.resolve("encode.onnx"), new byte[] {0}, StandardOpenOption.APPEND);
        Invocation verify = Invocation.of("pack", "verify", pack.toString());
        assertThat(verify.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(verify.err()).contains("does not hold").contains("encode.onnx");
        assertThat(verify.out()).isEmpty();
    }

    @Test
    void limitsOfLabelsAndExperimentalLabelsAreDescribed(@TempDir Path folder) throws Exception {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        Path manifest = pack.resolve("pack.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest).replace("event: 0.0,", "event: 0.0, classes: {blue: 0.75, red: 0.6},")
                        + "experimental: [blue]\n");
        assertThat(Invocation.of("pack", "describe", pack.toString()).out())
                .contains("experimental  blue\n")
                .contains("threshold     blue from 0.75\nthreshold     red from 0.6\n");
    }

    @Test
    void aPackOfFeaturesIsDescribedAndHolds(@TempDir Path folder) {
        Path pack = FixturePack.writeFeaturesTo(folder.resolve("pack"), FixtureOptions.USUAL);
        assertThat(Invocation.of("pack", "describe", pack.toString()).out())
                .contains("picture       7x7 features of 3 channels in the place of frames: not for media")
                .contains("sound         2 features in the place of samples: not for media");
        assertThat(Invocation.of("pack", "verify", pack.toString()).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aReferenceThatAgreesGivesALineAnOutput(@TempDir Path folder) {
        Path pack = FixturePack.writeFeaturesTo(folder.resolve("pack"), FixtureOptions.USUAL);
        Path reference = reference(0.75f).writeTo(folder.resolve("reference.npz"));
        Invocation verify = Invocation.of("pack", "verify", pack.toString(), "--reference", reference.toString());
        assertThat(verify.exitCode()).as(verify.err()).isEqualTo(ExitCode.OK);
        assertThat(verify.out().lines().skip(1)).containsExactly("encode audio 0.00");
        assertThat(verify.err())
                .contains("not compared, the reference has no array for: encode attended, encode attention");
    }

    @Test
    void aReferenceThatDiffersByMoreThanTheToleranceFails(@TempDir Path folder) {
        Path pack = FixturePack.writeFeaturesTo(folder.resolve("pack"), FixtureOptions.USUAL);
        String reference =
                reference(0.5f).writeTo(folder.resolve("reference.npz")).toString();
        Invocation verify = Invocation.of("pack", "verify", pack.toString(), "--reference", reference);
        assertThat(verify.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(verify.out()).contains("encode audio 0.250\n");
        assertThat(verify.err()).contains("encode audio differs by 0.250, more than 0.000100, at example 0, element 1");
        assertThat(Invocation.of("pack", "verify", pack.toString(), "--reference", reference, "--tolerance", "0.3")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void aReferenceThatCannotBeUsedIsUnusableInput(@TempDir Path folder) {
        Path pack = FixturePack.writeTo(folder.resolve("pack"));
        String reference =
                reference(0.5f).writeTo(folder.resolve("reference.npz")).toString();
        Invocation verify = Invocation.of("pack", "verify", pack.toString(), "--reference", reference);
        assertThat(verify.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(verify.err()).contains("the reference has encode/in/audio_features, but encode.onnx has [frames");
        assertThat(Invocation.of("pack", "verify", pack.toString(), "--tolerance", "-1")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    /** One example; the pack gives 0.5 and 0.75 for its sound. */
    private static NpzWriter reference(float second) {
        return new NpzWriter()
                .floats("encode/in/visual_features", new int[] {1, 7, 7, 3}, new float[147])
                .floats("encode/in/audio_features", new int[] {1, 2}, 0.5f, 0.75f)
                .floats("encode/in/visual_mask", new int[] {1}, 1)
                .floats("encode/in/audio_mask", new int[] {1}, 1)
                .floats("encode/out/audio", new int[] {1, 2}, 0.5f, second);
    }

    @Test
    void aFolderWithoutAPackIsUnusable(@TempDir Path folder) {
        assertThat(Invocation.of("pack", "describe", folder.toString()).exitCode())
                .isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(Invocation.of("pack", "verify", folder.resolve("no").toString())
                        .exitCode())
                .isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(Invocation.of("pack", "verify").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
