package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InferenceConfigTest {

    @Test
    void everySettingHasAReason() {
        assertThat(InferenceConfig.reasons().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(InferenceConfig.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void whatIsOutOfBoundsIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> config(0, 0, List.of(), 5_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize is 0: it is outside 1 to 256. Use 8 to 64.");
        assertThatThrownBy(() -> config(-1, 8, List.of(), 5_000)).hasMessageContaining("permits is -1");
        assertThatThrownBy(() -> config(0, 8, List.of(), 1)).hasMessageContaining("deadlineMillis is 1");
    }

    @Test
    void bucketsGrowAndEndBelowTheBatchSize() {
        assertThat(config(0, 64, List.of(8, 16), 5_000).allBuckets()).containsExactly(8, 16, 64);
        assertThat(InferenceConfig.DEFAULTS.allBuckets()).containsExactly(8);
        for (List<Integer> wrong : List.of(List.of(16, 8), List.of(64), List.of(0), List.of(1, 2, 3, 4))) {
            assertThatThrownBy(() -> config(0, 64, wrong, 5_000))
                    .hasMessageStartingWith("buckets is " + wrong)
                    .hasMessageContaining("stay below batchSize (64)");
        }
    }

    @Test
    void halfPrecisionIsTensorrtsAlone() {
        assertThatThrownBy(() -> new InferenceConfig(
                        InferenceConfig.Provider.CUDA, 0, 0, 8, List.of(), 2, 5_000, true, Optional.empty()))
                .hasMessageContaining("the provider is cuda. Use false, or provider tensorrt");
    }

    private static InferenceConfig config(int permits, int batchSize, List<Integer> buckets, long deadlineMillis) {
        return new InferenceConfig(
                InferenceConfig.Provider.CPU,
                0,
                permits,
                batchSize,
                buckets,
                2,
                deadlineMillis,
                false,
                Optional.empty());
    }
}
