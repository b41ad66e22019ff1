package org.earwitness.inference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code pack.yaml} says, read and checked on its own (models.md section 6.4); whether the graphs keep to it is
 * {@link PackVerification}'s matter.
 *
 * @param name name of the pack
 * @param version version of the pack
 * @param architecture network, as the papers name it
 * @param supervision full or weak
 * @param labels names of the labels, background last
 * @param background index of the background label
 * @param window segments a window holds
 * @param lookAhead segments of it that come after the target
 * @param visual what the picture half of {@code encode.onnx} takes
 * @param audio what the sound half takes
 * @param features what is stored a segment
 * @param decision how a label is chosen
 * @param thresholds limits of the decision
 * @param outputs which optional outputs {@code localize.onnx} has
 * @param synchrony whether there is a {@code sync.onnx}
 * @param files every graph file with its digest and size, in the order of the file
 * @param experimental labels that the pack decides, but whose figures its card does not vouch for
 * @param provenance where the weights come from, free text
 */
public record PackManifest(
        String name,
        String version,
        String architecture,
        String supervision,
        List<String> labels,
        int background,
        int window,
        int lookAhead,
        Visual visual,
        Audio audio,
        StoredFeatures features,
        Decision decision,
        Thresholds thresholds,
        Outputs outputs,
        boolean synchrony,
        Map<String, GraphFile> files,
        List<String> experimental,
        Map<String, String> provenance) {

    /** Name of the feature that a pack stores when it makes its attention in {@code encode.onnx}. */
    public static final String ATTENTION = "attention";

    /** The encoder of a pack that takes features which others made, and not media. */
    public static final String FEATURES = "features";

    public PackManifest {
        labels = List.copyOf(labels);
        experimental = List.copyOf(experimental);
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }

    /** Whether {@code encode.onnx} takes features and not media: such a pack can be verified, not run on a stream. */
    public boolean takesFeatures() {
        return visual.encoder().equals(FEATURES);
    }

    /**
     * The picture half.
     *
     * @param frames frames a segment; 0 when the pack takes features
     * @param size height and width of a frame, pixels
     * @param channels channels of the visual feature
     * @param encoder network, free text
     */
    public record Visual(int frames, int size, int channels, String encoder) {
        /** Bytes of a segment's frames: RGB, one byte a channel. */
        public int frameBytes() {
            return frames * size * size * 3;
        }
    }

    /**
     * The sound half.
     *
     * @param samples samples a segment
     * @param type float32 or int16
     * @param channels channels of the audio feature
     * @param encoder network, free text
     */
    public record Audio(int samples, TensorType type, int channels, String encoder) {}

    /**
     * What is stored a segment.
     *
     * @param storage how a float is stored
     * @param list the stored tensors, in the order of their bytes
     */
    public record StoredFeatures(Storage storage, List<Feature> list) {
        public StoredFeatures {
            list = List.copyOf(list);
        }

        /** Bytes of one segment's features. */
        public int bytes() {
            return list.stream().mapToInt(Feature::elements).sum() * storage.bytes();
        }

        /** Whether the attention map is made in {@code encode.onnx} and stored. */
        public boolean holdAttention() {
            return list.stream().anyMatch(feature -> feature.name().equals(ATTENTION));
        }
    }

    /**
     * One stored tensor.
     *
     * @param name output of {@code encode.onnx} and, unless it is the attention, input of {@code localize.onnx}
     * @param shape its dimensions without the batch
     */
    public record Feature(String name, List<Integer> shape) {
        public Feature {
            shape = List.copyOf(shape);
        }

        /** How many floats it has. */
        public int elements() {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }

    /** How a float of a feature is stored. */
    public enum Storage {
        FLOAT32(4),
        FLOAT16(2);

        private final int bytes;

        Storage(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes a float takes. */
        public int bytes() {
            return bytes;
        }
    }

    /** How a label is chosen from the outputs of {@code localize.onnx}. */
    public enum Decision {
        /** The most probable label. */
        ARGMAX,
        /** First whether there is an event at all, then which (CMRAN). */
        RELEVANCE
    }

    /**
     * Limits of the decision; they never change probabilities.
     *
     * @param relevance above it there is an event, for {@link Decision#RELEVANCE}
     * @param event least probability of a label that is reported; 0 reports always
     * @param classes least probability of single labels, by label; {@code event} holds for them too
     */
    public record Thresholds(double relevance, double event, Map<String, Double> classes) {
        public Thresholds {
            classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
        }

        /** What a label's probability must reach so that it is reported. */
        public double least(String label) {
            return Math.max(event, classes.getOrDefault(label, 0.0));
        }
    }

    /**
     * Which optional outputs {@code localize.onnx} has.
     *
     * @param heard what the sound alone suggests
     * @param seen what the picture alone suggests
     */
    public record Outputs(boolean heard, boolean seen) {}

    /**
     * A graph file as the manifest lists it.
     *
     * @param sha256 64 hexadecimal digits, lower case
     * @param bytes its size
     */
    public record GraphFile(String sha256, long bytes) {}
}
