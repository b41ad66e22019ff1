package org.earwitness.inference.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.earwitness.inference.Features;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.PackManifest.Feature;
import org.earwitness.inference.PackManifest.Storage;
import org.earwitness.inference.PackManifest.StoredFeatures;
import org.junit.jupiter.api.Test;

class FeatureLayoutTest {
    private static final List<Feature> TWO =
            List.of(new Feature("map", List.of(2, 2)), new Feature("vector", List.of(3)));

    @Test
    void tensorsAreStoredOneAfterTheOtherInLittleEndian() {
        Features features =
                layout(Storage.FLOAT32).store(Map.of("map", floats(1, 2, 3, 4), "vector", floats(5, 6, 7))::get);

        ByteBuffer stored = ByteBuffer.wrap(features.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(features.size()).isEqualTo(28);
        for (int i = 0; i < 7; i++) {
            assertThat(stored.getFloat(4 * i)).isEqualTo(i + 1f);
        }
    }

    @Test
    void whatWasStoredIsLoadedAtItsPlace() {
        for (Storage storage : Storage.values()) {
            FeatureLayout layout = layout(storage);
            Features features = layout.store(Map.of("map", floats(1, 2, 3, 4), "vector", floats(0.5f, -6, 7))::get);
            ByteBuffer target = floats(9, 9, 9, 9, 9, 9);

            layout.load("vector", layout.open(features), target, 8);

            assertThat(List.of(target.getFloat(4), target.getFloat(8), target.getFloat(12), target.getFloat(16)))
                    .containsExactly(9f, 0.5f, -6f, 7f);
            assertThat(features.size()).isEqualTo(7 * storage.bytes());
        }
    }

    @Test
    void aValueThatTheStorageCannotHoldIsAFailureOfThePack() {
        assertThatThrownBy(() -> layout(Storage.FLOAT16)
                        .store(Map.of("map", floats(1, 2, 70_000, 4), "vector", floats(5, 6, 7))::get))
                .isInstanceOf(InferenceUnavailable.class)
                .hasMessageContainingAll("70000.0", "'map' at 2", "float32 storage");
        assertThatThrownBy(() -> layout(Storage.FLOAT32)
                        .store(Map.of("map", floats(1, 2, 3, 4), "vector", floats(5, Float.NaN, 7))::get))
                .isInstanceOf(InferenceUnavailable.class)
                .hasMessageContainingAll("NaN", "'vector' at 1");
    }

    @Test
    void featuresOfAnotherSizeAreAnotherPacks() {
        assertThatThrownBy(() -> layout(Storage.FLOAT16).open(Features.of(new byte[28])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("28 bytes", "14", "another pack");
    }

    private static FeatureLayout layout(Storage storage) {
        return new FeatureLayout(new StoredFeatures(storage, TWO));
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.flip();
    }
}
