package org.earwitness.inference.pack;

import static org.earwitness.inference.pack.GraphSignature.BATCH;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.TensorType;
import org.earwitness.inference.pack.GraphSignature.Tensor;

/**
 * What the graphs of a pack must look like, worked out from its manifest (models.md sections 6.1 and 6.2).
 *
 * <p>A pack that stores {@code attention} makes it in {@code encode.onnx} and tells that graph which tracks there are; any
 * other pack gives it from {@code localize.onnx}, and its {@code encode.onnx} may be told of the tracks or not.
 *
 * <p>A pack of features takes those in the place of frames and sound, always with the tracks' masks.
 */
public final class GraphContract {
    public static final String ENCODE = "encode.onnx";
    public static final String LOCALIZE = "localize.onnx";
    public static final String SYNC = "sync.onnx";
    public static final String FRAMES = "frames";
    public static final String WAVEFORM = "waveform";
    public static final String VISUAL_FEATURES = "visual_features";
    public static final String AUDIO_FEATURES = "audio_features";
    public static final String VISUAL_MASK = "visual_mask";
    public static final String AUDIO_MASK = "audio_mask";
    public static final String PROBABILITIES = "probabilities";
    public static final String RELEVANCE = "relevance";
    public static final String ATTENTION = PackManifest.ATTENTION;
    public static final String HEARD = "heard";
    public static final String SEEN = "seen";

    private GraphContract() {}

    /** What {@code encode.onnx} takes and gives. */
    public static GraphSignature encode(PackManifest manifest) {
        Map<String, Tensor> inputs =
                new LinkedHashMap<>(manifest.takesFeatures() ? features(manifest) : media(manifest));
        if (manifest.features().holdAttention() || manifest.takesFeatures()) {
            inputs.putAll(masks());
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Feature feature : manifest.features().list()) {
            outputs.put(feature.name(), stacked(feature, List.of(BATCH)));
        }
        return new GraphSignature(inputs, outputs, metadata(manifest));
    }

    private static Map<String, Tensor> media(PackManifest manifest) {
        long size = manifest.visual().size();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(
                FRAMES,
                new Tensor(
                        TensorType.UINT8,
                        List.of(BATCH, (long) manifest.visual().frames(), size, size, 3L)));
        inputs.put(WAVEFORM, new Tensor(manifest.audio().type(), List.of(BATCH, (long)
                manifest.audio().samples())));
        return inputs;
    }

    private static Map<String, Tensor> features(PackManifest manifest) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(
                VISUAL_FEATURES, floats(BATCH, 7L, 7L, (long) manifest.visual().channels()));
        inputs.put(AUDIO_FEATURES, floats(BATCH, (long) manifest.audio().channels()));
        return inputs;
    }

    /** Which tracks a segment has. */
    private static Map<String, Tensor> masks() {
        Map<String, Tensor> masks = new LinkedHashMap<>();
        masks.put(VISUAL_MASK, floats(BATCH));
        masks.put(AUDIO_MASK, floats(BATCH));
        return masks;
    }

    /** What {@code localize.onnx} takes and gives. */
    public static GraphSignature localize(PackManifest manifest) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        long window = manifest.window();
        for (Feature feature : manifest.features().list()) {
            if (!feature.name().equals(ATTENTION)) {
                inputs.put(feature.name(), stacked(feature, List.of(BATCH, window)));
            }
        }
        inputs.put(VISUAL_MASK, floats(BATCH, window));
        inputs.put(AUDIO_MASK, floats(BATCH, window));
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        long labels = manifest.labels().size();
        outputs.put(PROBABILITIES, floats(BATCH, labels));
        outputs.put(RELEVANCE, floats(BATCH));
        if (!manifest.features().holdAttention()) {
            outputs.put(ATTENTION, floats(BATCH, 7L, 7L));
        }
        if (manifest.outputs().heard()) {
            outputs.put(HEARD, floats(BATCH, labels));
        }
        if (manifest.outputs().seen()) {
            outputs.put(SEEN, floats(BATCH, labels));
        }
        return new GraphSignature(inputs, outputs, metadata(manifest));
    }

    /** Every way in which a graph is not what its pack says; empty when it is. */
    public static List<String> differences(String graph, GraphSignature wanted, GraphSignature found) {
        List<String> differences = new ArrayList<>();
        compare(graph, "input", "takes", wanted.inputs(), found.inputs(), differences);
        compare(graph, "output", "gives", wanted.outputs(), found.outputs(), differences);
        wanted.metadata().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(property -> {
            String value = found.metadata().get(property.getKey());
            if (!property.getValue().equals(value)) {
                differences.add(graph + ": its metadata " + property.getKey() + " is "
                        + (value == null ? "missing" : "'" + value + "'") + ", pack.yaml says '" + property.getValue()
                        + "'. Export graph and pack.yaml from the same run.");
            }
        });
        return differences;
    }

    private static void compare(
            String graph,
            String kind,
            String verb,
            Map<String, Tensor> wanted,
            Map<String, Tensor> found,
            List<String> differences) {
        wanted.forEach((name, tensor) -> {
            Tensor actual = found.get(name);
            if (actual == null) {
                differences.add(graph + ": " + kind + " '" + name + "' " + tensor + " is missing; it " + verb + " "
                        + found.keySet() + ". Export it as pack.yaml says.");
            } else if (!actual.equals(tensor)) {
                differences.add(graph + " " + verb + " '" + name + "' as " + actual + ", pack.yaml says " + tensor
                        + ". Export both from the same run.");
            }
        });
        found.forEach((name, tensor) -> {
            boolean mayBeTold = graph.equals(ENCODE) && kind.equals("input") && tensor.equals(masks().get(name));
            if (!wanted.containsKey(name) && !mayBeTold) {
                differences.add(graph + " " + verb + " '" + name + "' " + tensor
                        + ", which pack.yaml does not list. List it under features or outputs, or export without it.");
            }
        });
    }

    private static Map<String, String> metadata(PackManifest manifest) {
        return Map.of(
                "earwitness.window", Integer.toString(manifest.window()),
                "earwitness.look_ahead", Integer.toString(manifest.lookAhead()),
                "earwitness.architecture", manifest.architecture(),
                "earwitness.pack_version", manifest.version());
    }

    private static Tensor stacked(Feature feature, List<Long> before) {
        List<Long> shape = new ArrayList<>(before);
        feature.shape().forEach(dimension -> shape.add(dimension.longValue()));
        return new Tensor(TensorType.FLOAT32, shape);
    }

    private static Tensor floats(Long... shape) {
        return new Tensor(TensorType.FLOAT32, List.of(shape));
    }
}
