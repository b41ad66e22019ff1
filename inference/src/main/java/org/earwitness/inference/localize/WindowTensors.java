package org.earwitness.inference.localize;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.earwitness.inference.FeatureWindow;
import org.earwitness.inference.FeatureWindow.Position;
import org.earwitness.inference.Localization;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackManifest;
import org.earwitness.inference.features.FeatureLayout;
import org.earwitness.inference.pack.GraphContract;
import org.earwitness.inference.session.BoundCall;

/**
 * Lays a window out for {@code localize.onnx} and takes the localization of its target from there (models.md sections 5.2,
 * 6.2 and 6.4). Immutable; any thread, each with its own call.
 */
public final class WindowTensors {
    private final PackManifest manifest;
    private final FeatureLayout layout;
    private final Decision decision;
    private final List<String> stacked;
    private final int target;

    public WindowTensors(PackManifest manifest, FeatureLayout layout) {
        this.manifest = manifest;
        this.layout = layout;
        this.decision = new Decision(manifest);
        this.stacked = layout.names().stream()
                .filter(name -> !name.equals(PackManifest.ATTENTION))
                .toList();
        this.target = manifest.window() - 1 - manifest.lookAhead();
    }

    /**
     * Checks that a window is one of this pack.
     *
     * @throws IllegalArgumentException when its length or its features are another pack's
     */
    public void require(FeatureWindow window) {
        if (window.positions().size() != manifest.window()) {
            throw new IllegalArgumentException(
                    "a window of " + window.positions().size() + " positions was given, pack " + manifest.name()
                            + " has " + manifest.window() + ". Fill what is missing with empty positions.");
        }
        window.positions().forEach(position -> position.ifPresent(present -> layout.open(present.features())));
    }

    /** Fills one row; positions that are empty become zeros with both masks 0. */
    public void fill(BoundCall call, int row, FeatureWindow window) {
        ByteBuffer visualMask = call.input(GraphContract.VISUAL_MASK, row);
        ByteBuffer audioMask = call.input(GraphContract.AUDIO_MASK, row);
        List<Optional<Position>> positions = window.positions();
        for (int w = 0; w < positions.size(); w++) {
            Optional<Position> position = positions.get(w);
            visualMask.putFloat(4 * w, position.isPresent() && position.get().picture() ? 1 : 0);
            audioMask.putFloat(4 * w, position.isPresent() && position.get().sound() ? 1 : 0);
            Optional<ByteBuffer> stored = position.map(present -> layout.open(present.features()));
            for (String name : stacked) {
                ByteBuffer tensor = call.input(name, row);
                int offset = w * layout.elements(name) * Float.BYTES;
                if (stored.isPresent()) {
                    layout.load(name, stored.get(), tensor, offset);
                } else {
                    zero(tensor, offset, layout.elements(name));
                }
            }
        }
    }

    /** Empties one row: what a padded batch holds behind its last window. */
    public void clear(BoundCall call, int row) {
        fill(call, row, new FeatureWindow(Collections.nCopies(manifest.window(), Optional.empty())));
    }

    /** The localization of one row after a run on that window. */
    public Localization read(BoundCall call, int row, FeatureWindow window) {
        int labels = manifest.labels().size();
        float[] probabilities =
                Rounding.read(call.output(GraphContract.PROBABILITIES, row), labels, GraphContract.PROBABILITIES);
        float relevance = Rounding.read(call.output(GraphContract.RELEVANCE, row), 1, GraphContract.RELEVANCE)[0];
        int label = decision.label(probabilities, relevance);
        return new Localization(
                label,
                probabilities[label],
                label == manifest.background(),
                relevance,
                list(probabilities),
                list(attention(call, row, window)),
                optional(manifest.outputs().heard(), call, row, GraphContract.HEARD),
                optional(manifest.outputs().seen(), call, row, GraphContract.SEEN));
    }

    private float[] attention(BoundCall call, int row, FeatureWindow window) {
        if (!manifest.features().holdAttention()) {
            return Rounding.read(call.output(GraphContract.ATTENTION, row), ModelPack.PLACES, GraphContract.ATTENTION);
        }
        Optional<Position> position = window.positions().get(target).filter(Position::picture);
        if (position.isEmpty()) {
            return new float[ModelPack.PLACES];
        }
        ByteBuffer floats = ByteBuffer.allocate(ModelPack.PLACES * Float.BYTES);
        layout.load(GraphContract.ATTENTION, layout.open(position.get().features()), floats, 0);
        return Rounding.read(floats, ModelPack.PLACES, GraphContract.ATTENTION);
    }

    private Optional<List<Float>> optional(boolean present, BoundCall call, int row, String name) {
        return present
                ? Optional.of(list(
                        Rounding.read(call.output(name, row), manifest.labels().size(), name)))
                : Optional.empty();
    }

    private static void zero(ByteBuffer tensor, int offset, int elements) {
        for (int i = 0; i < elements; i++) {
            tensor.putFloat(offset + 4 * i, 0);
        }
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
