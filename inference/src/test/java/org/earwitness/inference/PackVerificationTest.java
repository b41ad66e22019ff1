package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earwitness.inference.fixture.FixtureGraphs;
import org.earwitness.inference.fixture.FixtureOptions;
import org.earwitness.inference.fixture.FixtureOptions.Attention;
import org.earwitness.inference.fixture.FixturePack;
import org.earwitness.inference.fixture.OnnxModelWriter;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.OnnxSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackVerificationTest {
    private static final FixtureOptions USUAL = FixtureOptions.USUAL;

    @TempDir
    Path folder;

    @Test
    void aGoodPackHoldsAndSaysWhatItContains() throws IOException {
        PackVerification verification = PackVerification.of(FixturePack.writeTo(folder));

        assertThat(verification.differences()).isEmpty();
        assertThat(verification.holds()).isTrue();
        ModelPack pack = verification.pack().orElseThrow();
        assertThat(pack.labels()).isEqualTo(FixturePack.LABELS);
        assertThat(pack.digest()).isEqualTo(FixturePack.digest(Files.readAllBytes(folder.resolve("pack.yaml"))));
        assertThat(pack.encodeDigest())
                .isEqualTo(FixturePack.digest(Files.readAllBytes(folder.resolve("encode.onnx"))));
        assertThat(verification.digests()).containsOnlyKeys("encode.onnx", "localize.onnx");
    }

    @Test
    void everyLayoutHolds() {
        for (Attention attention : Attention.values()) {
            Path pack = FixturePack.writeTo(folder.resolve(attention.name()), USUAL.withAttention(attention));
            assertThat(PackVerification.of(pack).differences()).isEmpty();
        }
    }

    @Test
    void aChangedGraphIsToldByDigestAndSizeAndNotOpened() throws IOException {
        FixturePack.writeTo(folder);
        Files.write(folder.resolve("encode.onnx"), new byte[] {1, 2, 3});

        assertThat(PackVerification.of(folder).differences())
                .hasSize(2)
                .anyMatch(difference -> difference.startsWith("encode.onnx has 3 bytes, pack.yaml says "))
                .anyMatch(difference -> difference.startsWith("encode.onnx has SHA-256 039058c6f2c0cb49"));
    }

    @Test
    void missingAndExtraGraphFilesAreNamed() throws IOException {
        FixturePack.writeTo(folder);
        Files.move(folder.resolve("localize.onnx"), folder.resolve("other.onnx"));

        assertThat(PackVerification.of(folder).differences())
                .containsExactly(
                        "localize.onnx is missing, pack.yaml lists it. Fetch the whole pack again.",
                        "other.onnx lies in the pack, but pack.yaml does not list it. Remove it or list it.");
    }

    @Test
    void aManifestThatListsNoGraphsIsRefused() throws IOException {
        FixturePack.writeTo(folder);
        edit("files:\n  encode.onnx", "files:\n  other.onnx");

        assertThat(PackVerification.of(folder).differences())
                .anyMatch(difference -> difference.contains("files does not list encode.onnx"))
                .anyMatch(difference -> difference.contains("files lists other.onnx, which this pack does not use"));
    }

    @Test
    void aSynchronyGraphThatIsPromisedMustBeThere() throws IOException {
        FixturePack.writeTo(folder);
        edit("sync: {present: false", "sync: {present: true");

        assertThat(PackVerification.of(folder).differences())
                .containsExactly("pack.yaml: files does not list sync.onnx. Add it with its SHA-256 and bytes.");
    }

    @Test
    void aLabelMoreThanTheGraphGivesIsADifferenceOfEveryOutputOfLabels() throws IOException {
        FixturePack.writeTo(folder);
        edit("[red, green, blue, background]", "[red, green, blue, yellow, background]");
        edit("background: 3", "background: 4");

        assertThat(PackVerification.of(folder).differences())
                .containsExactly(outputDiffers("probabilities"), outputDiffers("heard"), outputDiffers("seen"));
    }

    @Test
    void anotherPictureSizeIsADifferenceOfTheInput() {
        FixtureGraphs smaller = new FixtureGraphs(USUAL);
        FixturePack.writeTo(folder, USUAL.withFrames(4, 64), smaller.encode(), smaller.localize());

        assertThat(PackVerification.of(folder).differences())
                .containsExactly("encode.onnx takes 'frames' as uint8[batch,2,32,32,3], pack.yaml says"
                        + " uint8[batch,4,64,64,3]. Export both from the same run.");
    }

    @Test
    void anotherTypeIsADifferenceOfTheInput() {
        FixtureGraphs whole = new FixtureGraphs(USUAL.withSound("int16"));
        FixturePack.writeTo(folder, USUAL, whole.encode(), whole.localize());

        assertThat(PackVerification.of(folder).differences())
                .containsExactly("encode.onnx takes 'waveform' as int16[batch,16000], pack.yaml says"
                        + " float32[batch,16000]. Export both from the same run.");
    }

    @Test
    void metadataThatDisagreesIsNamed() throws IOException {
        FixtureGraphs ahead = new FixtureGraphs(USUAL.withLookAhead(3));
        FixturePack.writeTo(folder, USUAL, ahead.encode(), ahead.localize());
        edit("version: 1.0.0", "version: 1.0.1");

        assertThat(PackVerification.of(folder).differences())
                .hasSize(4)
                .contains("encode.onnx: its metadata earwitness.look_ahead is '3', pack.yaml says '0'."
                        + " Export graph and pack.yaml from the same run.")
                .anyMatch(difference -> difference.startsWith("localize.onnx: its metadata earwitness.pack_version"));
    }

    @Test
    void graphsOfTheOtherLayoutAreToldNameByName() {
        FixtureGraphs general = new FixtureGraphs(USUAL.withAttention(Attention.IN_LOCALIZE));
        FixturePack.writeTo(folder, USUAL, general.encode(), general.localize());

        assertThat(PackVerification.of(folder).differences())
                .anyMatch(difference ->
                        difference.startsWith("encode.onnx: input 'visual_mask' float32[batch] is missing"))
                .anyMatch(difference ->
                        difference.startsWith("encode.onnx: output 'attended' float32[batch,3] is missing"))
                .anyMatch(difference -> difference.startsWith("encode.onnx gives 'visual' float32[batch,7,7,3], which"))
                .anyMatch(difference ->
                        difference.startsWith("localize.onnx gives 'attention' float32[batch,7,7], which"));
    }

    @Test
    void aPackOfFeaturesHoldsButIsNotOpened() {
        for (Attention attention : Attention.values()) {
            if (attention != Attention.IN_LOCALIZE) {
                Path pack =
                        FixturePack.writeFeaturesTo(folder.resolve(attention.name()), USUAL.withAttention(attention));

                assertThat(PackVerification.of(pack).differences()).isEmpty();
                assertThatThrownBy(() ->
                                OnnxInferenceEngine.open(pack, InferenceConfig.DEFAULTS, new SimpleMeterRegistry()))
                        .isInstanceOf(PackRefused.class)
                        .hasMessageContainingAll(
                                "takes features, not media",
                                "./train import --architecture avel",
                                "--visual-weights FILE --audio-weights FILE");
            }
        }
    }

    @Test
    void aPackOfFeaturesMustNotTakeMedia() {
        FixtureGraphs media = new FixtureGraphs(USUAL);
        FixturePack.writeFeaturesTo(folder, USUAL);
        PackManifest manifest = PackVerification.of(folder).manifest().orElseThrow();

        assertThat(GraphContract.encode(manifest).inputs())
                .containsOnlyKeys("visual_features", "audio_features", "visual_mask", "audio_mask");
        assertThat(GraphContract.differences(
                        GraphContract.ENCODE,
                        GraphContract.encode(manifest),
                        OnnxSession.look("encode.onnx", media.encode().toBytes())))
                .anyMatch(difference -> difference.contains("input 'visual_features' float32[batch,7,7,3] is missing"))
                .anyMatch(difference -> difference.startsWith("encode.onnx takes 'frames'"));
    }

    @Test
    void aBatchThatIsFixedIsADifference() {
        FixtureGraphs graphs = new FixtureGraphs(USUAL);
        OnnxModelWriter fixed = graphs.localize();
        fixed.node("Identity", "again", new String[] {"relevance"});
        fixed.output("again", OnnxModelWriter.Type.FLOAT32, 1);
        FixturePack.writeTo(folder, USUAL, graphs.encode(), fixed);

        assertThat(PackVerification.of(folder).differences())
                .containsExactly("localize.onnx gives 'again' float32[1], which pack.yaml does not list."
                        + " List it under features or outputs, or export without it.");
    }

    @Test
    void aFileThatIsNoGraphIsRefusedInWords() throws IOException {
        FixturePack.writeTo(folder);
        byte[] text = "not a graph".getBytes(StandardCharsets.UTF_8);
        String before = FixturePack.digest(Files.readAllBytes(folder.resolve("localize.onnx")));
        long bytes = Files.size(folder.resolve("localize.onnx"));
        Files.write(folder.resolve("localize.onnx"), text);
        edit(before + ", bytes: " + bytes, FixturePack.digest(text) + ", bytes: " + text.length);

        assertThat(PackVerification.of(folder).differences())
                .singleElement()
                .asString()
                .startsWith("localize.onnx cannot be opened by the runtime: ");
    }

    @Test
    void aFolderThatIsNoneIsRefusedInWords() {
        assertThat(PackVerification.of(folder.resolve("nowhere")).differences())
                .containsExactly(folder.resolve("nowhere") + " is not a folder. Name the folder that holds pack.yaml.");
        assertThat(PackVerification.of(folder).differences())
                .containsExactly("pack.yaml is missing in " + folder + ". Name the folder of a pack.");
    }

    @Test
    void openingRefusesWithEveryDifferenceAndThePacksName() throws IOException {
        FixturePack.writeTo(folder);
        edit("look_ahead: 0", "look_ahead: 12");
        edit("decision: argmax", "decision: argmin");

        assertThatThrownBy(() -> OnnxInferenceEngine.open(folder, InferenceConfig.DEFAULTS, new SimpleMeterRegistry()))
                .isInstanceOfSatisfying(
                        PackRefused.class,
                        refused -> assertThat(refused.differences()).hasSize(2))
                .hasMessageStartingWith("pack " + folder + " is refused:")
                .hasMessageContainingAll("look_ahead is 12", "decision is 'argmin'");
    }

    @Test
    void openingRefusesGraphsThatDiffer() {
        FixtureGraphs ahead = new FixtureGraphs(USUAL.withLookAhead(3));
        FixturePack.writeTo(folder, USUAL, ahead.encode(), ahead.localize());

        assertThatThrownBy(() -> OnnxInferenceEngine.open(folder, InferenceConfig.DEFAULTS, new SimpleMeterRegistry()))
                .isInstanceOfSatisfying(
                        PackRefused.class,
                        refused -> assertThat(refused.differences()).hasSize(2))
                .hasMessageContaining("earwitness.look_ahead is '3', pack.yaml says '0'");
    }

    private static String outputDiffers(String output) {
        return "localize.onnx gives '" + output + "' as float32[batch,4], pack.yaml says float32[batch,5]."
                + " Export both from the same run.";
    }

    private void edit(String before, String after) throws IOException {
        Path manifest = folder.resolve("pack.yaml");
        String text = Files.readString(manifest);
        assertThat(List.of(text)).allMatch(content -> content.contains(before));
        Files.writeString(manifest, text.replace(before, after));
    }
}
