package org.earwitness.inference.features;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.PackManifest.StoredFeatures;

/** Where each tensor lies in the stored bytes of a segment's features, and how its floats are written there. Immutable. */
public final class FeatureLayout {
    private final Storage storage;
    private final int bytes;
    private final Map<String, Place> places = new LinkedHashMap<>();

    public FeatureLayout(StoredFeatures stored) {
        storage = stored.storage();
        bytes = stored.bytes();
        int offset = 0;
        for (Feature feature : stored.list()) {
            places.put(feature.name(), new Place(offset, feature.elements()));
            offset += feature.elements() * storage.bytes();
        }
    }

    /** Names of the stored tensors. */
    public List<String> names() {
        return new ArrayList<>(places.keySet());
    }

    /** How many floats a tensor has a segment. */
    public int elements(String name) {
        return place(name).elements();
    }

    /**
     * Stores what {@code encode.onnx} gave for one segment.
     *
     * @param outputs each tensor's floats in native order, from position 0
     * @throws InferenceUnavailable when a value cannot be stored, which a sound encoder never gives
     */
    public Features store(Function<String, ByteBuffer> outputs) {
        ByteBuffer stored = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        places.forEach((name, place) -> {
            int bad = storage == Storage.FLOAT16
                    ? storeHalves(outputs.apply(name), stored, place.elements())
                    : storeFloats(outputs.apply(name), stored, place.elements());
            if (bad >= 0) {
                float value = outputs.apply(name).getFloat(bad * Float.BYTES);
                throw InferenceUnavailable.failure(
                        "encode.onnx gave " + value + " in '" + name + "' at " + bad + ", which " + storage
                                + " cannot hold. Export the pack with float32 storage or repair its encoder.");
            }
        });
        return Features.of(stored.array());
    }

    /**
     * Checks that features are of this layout.
     *
     * @throws IllegalArgumentException when they are not
     */
    public ByteBuffer open(Features features) {
        if (features.size() != bytes) {
            throw new IllegalArgumentException("features have " + features.size() + " bytes, this pack's have " + bytes
                    + ": they were made by another pack. Mask them.");
        }
        return ByteBuffer.wrap(features.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes a stored tensor as floats.
     *
     * @param stored what {@link #open} gave
     * @param target floats in native order
     * @param offset byte of the target to begin at
     */
    public void load(String name, ByteBuffer stored, ByteBuffer target, int offset) {
        Place place = place(name);
        int elements = place.elements();
        int from = place.offset();
        if (storage == Storage.FLOAT16) {
            for (int i = 0; i < elements; i++) {
                target.putFloat(offset + 4 * i, Float16.toFloat(stored.getShort(from + 2 * i)));
            }
        } else {
            for (int i = 0; i < elements; i++) {
                target.putFloat(offset + 4 * i, stored.getFloat(from + 4 * i));
            }
        }
    }

    /** Stores floats as they are; the index of the first that is not finite, or -1. */
    private static int storeFloats(ByteBuffer floats, ByteBuffer stored, int elements) {
        for (int i = 0; i < elements; i++) {
            float value = floats.getFloat(4 * i);
            if (!Float.isFinite(value)) {
                return i;
            }
            stored.putFloat(value);
        }
        return -1;
    }

    /** Stores floats as halves; the index of the first that has none, or -1. */
    private static int storeHalves(ByteBuffer floats, ByteBuffer stored, int elements) {
        for (int i = 0; i < elements; i++) {
            short half = Float16.of(floats.getFloat(4 * i));
            if ((half & 0x7C00) == 0x7C00) {
                return i;
            }
            stored.putShort(half);
        }
        return -1;
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no feature is called '" + name + "'; there are " + places.keySet());
        }
        return place;
    }

    /**
     * @param offset first byte
     * @param elements floats
     */
    private record Place(int offset, int elements) {}
}
