package org.earwitness.inference.pack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackManifest.Audio;
import org.earwitness.inference.PackManifest.Decision;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.GraphFile;
import org.earwitness.inference.PackManifest.Outputs;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.PackManifest.StoredFeatures;
import org.earwitness.inference.PackManifest.Thresholds;
import org.earwitness.inference.PackManifest.Visual;
import org.earwitness.inference.TensorType;

/** Reads {@code pack.yaml} (models.md section 6.4) and finds everything that is wrong with it in one go. */
final class ManifestReader {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<String> problems = new ArrayList<>();

    /** The manifest, or nothing when {@link #problems()} says why. */
    Optional<PackManifest> read(byte[] yaml) {
        try {
            JsonNode tree = YAML.readTree(new String(yaml, StandardCharsets.UTF_8));
            PackManifest manifest = manifest(new ManifestSection("", tree == null ? NODES.nullNode() : tree, problems));
            return problems.isEmpty() ? Optional.of(manifest) : Optional.empty();
        } catch (JsonProcessingException e) {
            var location = e.getLocation();
            problems.add("pack.yaml" + (location == null ? "" : ":" + location.getLineNr()) + ": "
                    + e.getOriginalMessage() + ". Correct it to YAML.");
            return Optional.empty();
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private PackManifest manifest(ManifestSection top) {
        top.fixed("pack", NODES.numberNode(1));
        top.fixed("segment_seconds", NODES.numberNode(1.0));
        List<String> labels = top.texts("labels");
        int window = top.whole("window", 1, 120);
        Visual visual = visual(top.section("visual"));
        Audio audio = audio(top.section("audio"));
        PackManifest manifest = new PackManifest(
                top.text("name"),
                top.text("version"),
                top.text("architecture"),
                top.text("supervision", "full"),
                labels,
                background(top, labels),
                window,
                lookAhead(top, window),
                visual,
                audio,
                features(top, visual, audio),
                decision(top),
                thresholds(top, labels),
                outputs(top),
                synchrony(top),
                files(top),
                experimental(top, labels),
                top.free("provenance"));
        requireOneKindOfEncoder(top, visual, audio);
        top.refuseUnknown();
        return manifest;
    }

    private static int background(ManifestSection top, List<String> labels) {
        int background = top.whole("background", 0, 100_000);
        if (labels.size() < 2) {
            top.problem(
                    "labels", "has " + labels.size() + " entries. A pack tells at least one label from background.");
        } else if (background != labels.size() - 1) {
            top.problem("background", "is " + background + ", but background comes last: " + (labels.size() - 1) + ".");
        }
        return background;
    }

    private static int lookAhead(ManifestSection top, int window) {
        int lookAhead = top.whole("look_ahead", 0, 1_000);
        if (lookAhead > window - 1) {
            top.problem(
                    "look_ahead",
                    "is " + lookAhead + ", outside 0 to " + (window - 1) + " of a window of " + window
                            + ". Export with a smaller one.");
        }
        return lookAhead;
    }

    private static Visual visual(ManifestSection section) {
        section.fixed("grid", NODES.arrayNode().add(7).add(7));
        String encoder = section.text("encoder", "unknown");
        boolean features = encoder.equals(PackManifest.FEATURES);
        Visual visual = new Visual(
                features ? section.whole("frames", 0, 0) : section.whole("frames", 1, 64),
                features ? section.whole("size", 0, 1_024, 0) : section.whole("size", 16, 1_024),
                section.whole("dim", 1, 65_536),
                encoder);
        section.refuseUnknown();
        return visual;
    }

    private static Audio audio(ManifestSection section) {
        String encoder = section.text("encoder", "unknown");
        boolean features = encoder.equals(PackManifest.FEATURES);
        for (String key : List.of("sample_rate", "samples")) {
            if (!features || section.has(key)) {
                section.fixed(key, NODES.numberNode(16_000));
            }
        }
        String type = features ? section.text("dtype", "float32") : section.text("dtype");
        if (!type.equals("float32") && !type.equals("int16")) {
            section.problem("dtype", "is " + type + ". It must be float32 or int16.");
        }
        Audio audio = new Audio(
                16_000,
                type.equals("int16") ? TensorType.INT16 : TensorType.FLOAT32,
                section.whole("dim", 1, 65_536),
                encoder);
        section.refuseUnknown();
        return audio;
    }

    /** Features come with features: no one else could tell which picture belongs to which sound. */
    private static void requireOneKindOfEncoder(ManifestSection top, Visual visual, Audio audio) {
        boolean seen = visual.encoder().equals(PackManifest.FEATURES);
        if (seen != audio.encoder().equals(PackManifest.FEATURES)) {
            top.problem(
                    seen ? "audio.encoder" : "visual.encoder",
                    "is " + (seen ? audio.encoder() : visual.encoder())
                            + ", but the other track's is features. Both tracks are features, or neither.");
        }
    }

    /** The list of stored features; without one, the maps and vectors of the general case. */
    private StoredFeatures features(ManifestSection top, Visual visual, Audio audio) {
        List<Feature> general = List.of(
                new Feature("visual", List.of(7, 7, visual.channels())),
                new Feature("audio", List.of(audio.channels())));
        if (!top.has("features")) {
            return new StoredFeatures(Storage.FLOAT32, general);
        }
        if (top.isText("features")) {
            return new StoredFeatures(storage(top, "features"), general);
        }
        ManifestSection section = top.section("features");
        Storage storage = storage(section, "storage");
        List<Feature> stored = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ManifestSection entry : section.sections("stored")) {
            entry.fixed("type", NODES.textNode("float32"));
            Feature feature = new Feature(entry.text("name"), entry.dimensions("shape"));
            if (!names.add(feature.name())) {
                entry.problem("name", "is " + feature.name() + " a second time. List each feature once.");
            }
            if (feature.name().equals(PackManifest.ATTENTION)
                    && !feature.shape().equals(List.of(7, 7))) {
                entry.problem("shape", "is " + feature.shape() + ", but an attention map is [7, 7].");
            }
            stored.add(feature);
            entry.refuseUnknown();
        }
        section.refuseUnknown();
        return new StoredFeatures(storage, stored);
    }

    private static Storage storage(ManifestSection section, String key) {
        String storage = section.text(key);
        for (Storage known : Storage.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(storage)) {
                return known;
            }
        }
        section.problem(key, "is '" + storage + "'. It must be float32 or float16.");
        return Storage.FLOAT32;
    }

    private static Decision decision(ManifestSection top) {
        String decision = top.text("decision");
        if (!decision.equals("argmax") && !decision.equals("relevance")) {
            top.problem("decision", "is '" + decision + "'. It must be argmax or relevance.");
        }
        return decision.equals("relevance") ? Decision.RELEVANCE : Decision.ARGMAX;
    }

    private static Thresholds thresholds(ManifestSection top, List<String> labels) {
        if (!top.has("thresholds")) {
            return new Thresholds(0.5, 0, Map.of());
        }
        ManifestSection section = top.section("thresholds");
        Map<String, Double> classes = new LinkedHashMap<>();
        if (section.has("classes")) {
            classes.putAll(section.section("classes").shares());
            requireEvents(section, "classes", List.copyOf(classes.keySet()), labels);
        }
        Thresholds thresholds = new Thresholds(section.share("relevance", 0.5), section.share("event", 0), classes);
        section.allow("similarity");
        section.refuseUnknown();
        return thresholds;
    }

    private static List<String> experimental(ManifestSection top, List<String> labels) {
        if (!top.has("experimental")) {
            return List.of();
        }
        List<String> experimental = top.texts("experimental");
        requireEvents(top, "experimental", experimental, labels);
        return experimental;
    }

    /** Only labels of events may be named: background is what is left when none of them is decided. */
    private static void requireEvents(ManifestSection section, String key, List<String> named, List<String> labels) {
        if (labels.isEmpty()) {
            return; // said already
        }
        List<String> events = labels.subList(0, labels.size() - 1);
        named.stream()
                .filter(label -> !events.contains(label))
                .forEach(label -> section.problem(
                        key,
                        "names '" + label + "', which is no event of this pack. Its events are "
                                + String.join(", ", events) + "."));
    }

    private static Outputs outputs(ManifestSection top) {
        if (!top.has("outputs")) {
            return new Outputs(false, false);
        }
        ManifestSection section = top.section("outputs");
        Outputs outputs = new Outputs(section.flag("heard"), section.flag("seen"));
        section.refuseUnknown();
        return outputs;
    }

    private static boolean synchrony(ManifestSection top) {
        if (!top.has("sync")) {
            return false;
        }
        ManifestSection section = top.section("sync");
        boolean present = section.flag("present");
        section.allow("dim", "max_offset", "min_pairs");
        section.refuseUnknown();
        return present;
    }

    private static Map<String, GraphFile> files(ManifestSection top) {
        Map<String, GraphFile> files = new LinkedHashMap<>();
        top.named("files").forEach((name, section) -> {
            String digest = section.text("sha256").toLowerCase(Locale.ROOT);
            if (!digest.matches("[0-9a-f]{64}")) {
                section.problem("sha256", "is not 64 hexadecimal digits. Write the file's SHA-256.");
            }
            if (!name.matches("[A-Za-z0-9_-]+\\.onnx")) {
                top.problem(
                        "files",
                        "lists '" + name + "', which is not the plain name of a graph file. Use names as encode.onnx.");
            }
            files.put(name, new GraphFile(digest, section.size("bytes")));
            section.refuseUnknown();
        });
        return files;
    }
}
