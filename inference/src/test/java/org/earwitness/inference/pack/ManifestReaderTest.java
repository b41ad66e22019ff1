package org.earwitness.inference.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.fixture.FixturePack;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestReaderTest {
    @TempDir
    Path folder;

    private String yaml = "";

    @BeforeEach
    void writePack() throws IOException {
        yaml = Files.readString(FixturePack.writeTo(folder).resolve("pack.yaml"));
    }

    @Test
    void everyFieldOfAManifestIsRead() {
        PackManifest manifest = read(yaml);

        assertThat(manifest.labels()).isEqualTo(FixturePack.LABELS);
        assertThat(manifest.background()).isEqualTo(3);
        assertThat(manifest.window()).isEqualTo(10);
        assertThat(manifest.visual()).isEqualTo(new PackManifest.Visual(2, 32, 3, "mean-colour"));
        assertThat(manifest.features().storage()).isEqualTo(Storage.FLOAT16);
        assertThat(manifest.features().list())
                .containsExactly(
                        new Feature("attended", List.of(3)),
                        new Feature("audio", List.of(2)),
                        new Feature("attention", List.of(7, 7)));
        assertThat(manifest.features().bytes()).isEqualTo(2 * (3 + 2 + 49));
        assertThat(manifest.files()).containsOnlyKeys("encode.onnx", "localize.onnx");
        assertThat(manifest.provenance()).containsEntry("source", "own").containsEntry("accuracy", "1.0");
    }

    @Test
    void unknownKeysAreRefusedByNameAtEveryLevel() {
        String changed = yaml.replace("decision: argmax", "decision: argmax\nlook_behind: 3")
                .replace("frames: 2,", "frames: 2, colour: true,")
                .replace("storage: float16", "storage: float16\n  compression: zip");

        assertThat(problems(changed))
                .hasSize(3)
                .anyMatch(problem -> problem.contains("look_behind is not a key"))
                .anyMatch(problem -> problem.contains("visual.colour is not a key"))
                .anyMatch(problem -> problem.contains("features.compression is not a key"));
    }

    @Test
    void everyWrongValueIsNamedWithWhatItMustBe() {
        String changed = yaml.replace("pack: 1", "pack: 2")
                .replace("window: 10", "window: ten")
                .replace("dtype: float32", "dtype: float64")
                .replace("decision: argmax", "decision: guess")
                .replace("storage: float16", "storage: float8")
                .replace("grid: [7, 7]", "grid: [8, 8]")
                .replace("event: 0.0", "event: 1.5")
                .replace("version: 1.0.0", "version: 1.0");

        assertThat(problems(changed))
                .hasSize(8)
                .anyMatch(problem -> problem.contains("pack is 2. It must be 1"))
                .anyMatch(problem -> problem.contains("window is \"ten\". It must be a whole number"))
                .anyMatch(problem -> problem.contains("audio.dtype is float64"))
                .anyMatch(problem -> problem.contains("decision is 'guess'"))
                .anyMatch(problem -> problem.contains("features.storage is 'float8'"))
                .anyMatch(problem -> problem.contains("visual.grid is [8,8]. It must be [7,7]"))
                .anyMatch(problem -> problem.contains("thresholds.event is 1.5"))
                .anyMatch(problem -> problem.contains("version is 1.0. It must be a text (put it in quotes)"));
    }

    @Test
    void whatIsMissingIsNamed() {
        String changed =
                yaml.replace("labels: [red, green, blue, background]\n", "").replace("size: 32, ", "");

        assertThat(problems(changed))
                .anyMatch(problem -> problem.contains("labels is missing"))
                .anyMatch(problem -> problem.contains("visual.size is missing"));
    }

    @Test
    void lookAheadMustLeaveRoomForTheTarget() {
        assertThat(problems(yaml.replace("look_ahead: 0", "look_ahead: 10")))
                .singleElement()
                .asString()
                .contains("look_ahead is 10, outside 0 to 9 of a window of 10");
    }

    @Test
    void backgroundMustBeTheLastLabel() {
        assertThat(problems(yaml.replace("background: 3", "background: 0")))
                .singleElement()
                .asString()
                .contains("background is 0, but background comes last: 3");
    }

    @Test
    void aLabelThatIsListedTwiceIsRefused() {
        assertThat(problems(yaml.replace("[red, green, blue, background]", "[red, red, blue, background]")))
                .anyMatch(problem -> problem.contains("labels is") && problem.contains("different texts"));
    }

    @Test
    void aStoredAttentionMustBeAMapOf7x7() {
        assertThat(problems(yaml.replace("{name: attention, shape: [7, 7]", "{name: attention, shape: [49]")))
                .singleElement()
                .asString()
                .contains("an attention map is [7, 7]");
    }

    @Test
    void filesMayNotPointOutOfThePack() {
        assertThat(problems(yaml.replace("encode.onnx:", "../encode.onnx:")))
                .anyMatch(problem -> problem.contains("'../encode.onnx'") && problem.contains("plain name"));
    }

    @Test
    void theShortFormOfFeaturesStoresMapsAndVectors() {
        String features = yaml.substring(yaml.indexOf("features:"), yaml.indexOf("decision:"));
        PackManifest manifest = read(yaml.replace(features, "features: float16\n"));

        assertThat(manifest.features().storage()).isEqualTo(Storage.FLOAT16);
        assertThat(manifest.features().list())
                .containsExactly(new Feature("visual", List.of(7, 7, 3)), new Feature("audio", List.of(2)));
        assertThat(manifest.features().holdAttention()).isFalse();
    }

    @Test
    void limitsOfSingleLabelsAreReadAndOldPacksHaveNone() {
        assertThat(read(yaml).thresholds().classes()).isEmpty();

        PackManifest manifest = read(yaml.replace("event: 0.0,", "event: 0.3, classes: {blue: 0.75, red: 0.1},"));

        assertThat(manifest.thresholds().classes()).containsExactly(Map.entry("blue", 0.75), Map.entry("red", 0.1));
        assertThat(List.of("red", "green", "blue").stream().map(manifest.thresholds()::least))
                .containsExactly(0.3, 0.3, 0.75);
    }

    @Test
    void limitsOfUnknownLabelsAndWrongLimitsAreRefused() {
        assertThat(problems(yaml.replace("event: 0.0,", "event: 0.0, classes: {bleu: 0.5, background: 0.5, red: 2},")))
                .containsExactly(
                        "pack.yaml: thresholds.classes.red is 2. It must be a number from 0 to 1.",
                        "pack.yaml: thresholds.classes names 'bleu', which is no event of this pack. Its events are red,"
                                + " green, blue.",
                        "pack.yaml: thresholds.classes names 'background', which is no event of this pack. Its events are"
                                + " red, green, blue.");
        assertThat(problems(yaml.replace("event: 0.0,", "event: 0.0, classes: [red],")))
                .anyMatch(problem -> problem.contains("thresholds.classes is not a mapping"));
    }

    @Test
    void experimentalLabelsAreReadAndMustBeEventsOfThePack() {
        assertThat(read(yaml).experimental()).isEmpty();
        assertThat(read(yaml + "experimental: [green]\n").experimental()).containsExactly("green");
        assertThat(problems(yaml + "experimental: [gren]\n"))
                .containsExactly(
                        "pack.yaml: experimental names 'gren', which is no event of this pack. Its events are red,"
                                + " green, blue.");
    }

    @Test
    void aPackOfFeaturesHasNoFramesAndNeedsNoSamples() {
        String features = yaml.replace("frames: 2, size: 32, ", "frames: 0, ")
                .replace("encoder: mean-colour", "encoder: features")
                .replace("sample_rate: 16000, samples: 16000, dtype: float32, ", "")
                .replace("encoder: loudness", "encoder: features");

        assertThat(read(features).takesFeatures()).isTrue();
        assertThat(read(yaml).takesFeatures()).isFalse();
        assertThat(problems(yaml.replace("encoder: loudness", "encoder: features")))
                .containsExactly("pack.yaml: visual.encoder is mean-colour, but the other track's is features."
                        + " Both tracks are features, or neither.");
        assertThat(problems(features.replace("frames: 0", "frames: 2")))
                .containsExactly("pack.yaml: visual.frames is 2. It must be a whole number from 0 to 0.");
    }

    @Test
    void aKeyThatIsWrittenTwiceIsRefusedWithItsLine() {
        assertThat(problems("pack: 1\nname: a\nname: b\n"))
                .singleElement()
                .asString()
                .startsWith("pack.yaml:")
                .contains("Duplicate");
    }

    @Test
    void whatIsNoMappingIsRefused() {
        assertThat(problems("- a\n- b\n")).first().asString().contains("is not a mapping");
        assertThat(problems("")).first().asString().contains("is not a mapping");
        assertThat(problems("{ a: [")).singleElement().asString().contains("Correct it to YAML");
    }

    private static PackManifest read(String text) {
        ManifestReader reader = new ManifestReader();
        var manifest = reader.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(reader.problems()).isEmpty();
        return manifest.orElseThrow();
    }

    private static List<String> problems(String text) {
        ManifestReader reader = new ManifestReader();
        assertThat(reader.read(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
        return reader.problems();
    }
}
