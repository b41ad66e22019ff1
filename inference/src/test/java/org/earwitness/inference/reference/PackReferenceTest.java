package org.earwitness.inference.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.NpzWriter;
import org.earwitness.inference.reference.PackReference.Comparison;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fixture pack's encode of features is worked out in the head: attended = mean colour, attention = softmax(10 bright). */
class PackReferenceTest {
    private static final int[] MAPS = {2, 7, 7, 3};

    @TempDir
    private Path folder = Path.of("");

    private Path pack = Path.of("");

    @BeforeEach
    void writePack() {
        pack = FixturePack.writeFeaturesTo(folder.resolve("pack"), FixtureOptions.USUAL);
    }

    @Test
    void outputsThatAreAsTheReferenceSaysDoNotDiffer() {
        Comparison comparison = compare(encodeInputs()
                .floats("encode/out/attended", new int[] {2, 3}, 0.25f, 0.25f, 0.25f, 0, 0, 0)
                .floats("encode/out/attention", new int[] {2, 7, 7}, attention()));

        assertThat(comparison.differences())
                .extracting(OutputDifference::graph, OutputDifference::output)
                .containsExactly(tuple("encode", "attended"), tuple("encode", "attention"));
        assertThat(comparison.differences()).allMatch(output -> output.largest() < 1e-6);
        assertThat(comparison.skipped()).containsExactly("encode audio");
    }

    @Test
    void theLargestDifferenceIsGivenWithItsPlace() {
        Comparison comparison =
                compare(encodeInputs().floats("encode/out/audio", new int[] {2, 2}, 0.5f, 0.75f, 0.25f, 0.5f));

        OutputDifference audio = comparison.differences().get(0);
        assertThat(audio).isEqualTo(new OutputDifference("encode", "audio", 0.5, 1, 1));
    }

    @Test
    void whatIsNotANumberDiffersWithoutEnd() {
        Comparison comparison =
                compare(encodeInputs().floats("encode/out/audio", new int[] {2, 2}, 0.5f, Float.NaN, 0.25f, 1));

        assertThat(comparison.differences().get(0).largest()).isInfinite();
    }

    @Test
    void wholeNumbersGoIntoPictures() {
        Path media = FixturePack.writeTo(folder.resolve("media"));
        byte[] red = new byte[2 * 32 * 32 * 3];
        for (int i = 0; i < red.length; i += 3) {
            red[i] = (byte) 255;
        }
        NpzWriter reference = new NpzWriter()
                .unsignedBytes("encode/in/frames", new int[] {1, 2, 32, 32, 3}, red)
                .floats("encode/in/waveform", new int[] {1, 16_000}, new float[16_000])
                .floats("encode/in/visual_mask", new int[] {1}, 1)
                .floats("encode/in/audio_mask", new int[] {1}, 1)
                .floats("encode/out/attended", new int[] {1, 3}, 1, 0, 0);

        OutputDifference attended =
                PackReference.compare(media, written(reference)).differences().get(0);

        assertThat(attended.largest()).isLessThan(1e-6);
    }

    @Test
    void arraysThatDoNotFitAreRefusedInWords() {
        refused(new NpzWriter().floats("attended", new int[] {1}, 0), "has no array of an output, only attended");
        refused(encodeInputs(), "has no array of an output");
        refused(
                encodeInputs().floats("encode/out/heard", new int[] {2, 4}, new float[8]),
                "has encode/out/heard, but encode.onnx has [attended, audio, attention] there");
        refused(
                encodeInputs().floats("encode/out/audio", new int[] {2, 3}, new float[6]),
                "has encode/out/audio as f4[2, 3], but the graph's is float32[batch,2]");
        refused(
                encodeInputs().floats("encode/out/audio", new int[] {1, 2}, new float[2]),
                "the first axis counts examples and must be the same");
        refused(
                new NpzWriter()
                        .floats("encode/in/visual_mask", new int[] {1}, 1)
                        .floats("encode/out/audio", new int[] {1, 2}, 0, 0),
                "lacks encode/in/visual_features, float32[batch,7,7,3]");
    }

    @Test
    void aPackThatDoesNotHoldIsRefused() throws Exception {
        Files.writeString(pack.resolve("localize.onnx"), "changed");

        assertThatThrownBy(() -> compare(encodeInputs()))
                .isInstanceOf(PackRefused.class)
                .hasMessageContaining("localize.onnx has SHA-256");
    }

    /** A grey map with sound, and one whose picture is masked. */
    private static NpzWriter encodeInputs() {
        float[] maps = new float[2 * 7 * 7 * 3];
        Arrays.fill(maps, 0.25f);
        return new NpzWriter()
                .floats("encode/in/visual_features", MAPS, maps)
                .floats("encode/in/audio_features", new int[] {2, 2}, 0.5f, 0.75f, 0.25f, 1)
                .floats("encode/in/visual_mask", new int[] {2}, 1, 0)
                .floats("encode/in/audio_mask", new int[] {2}, 1, 1);
    }

    private static float[] attention() {
        float[] attention = new float[2 * 49];
        Arrays.fill(attention, 0, 49, 1 / 49f);
        return attention;
    }

    private Comparison compare(NpzWriter reference) {
        return PackReference.compare(pack, written(reference));
    }

    private void refused(NpzWriter reference, String because) {
        assertThatThrownBy(() -> compare(reference))
                .isInstanceOf(UnusableReference.class)
                .hasMessageContaining(because);
    }

    private NpzFile written(NpzWriter reference) {
        return NpzFile.read(reference.writeTo(folder.resolve("reference.npz")));
    }
}
