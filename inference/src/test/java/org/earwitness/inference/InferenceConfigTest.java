package org.earwitness.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
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
        assertThatThrownBy(() -> new InferenceConfig(InferenceConfig.Provider.CPU, 0, 0, 0, 2, 5_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batchSize is 0: it is outside 1 to 256. Use 8 to 64.");
        assertThatThrownBy(() -> new InferenceConfig(InferenceConfig.Provider.CPU, 0, -1, 8, 2, 5_000))
                .hasMessageContaining("permits is -1");
        assertThatThrownBy(() -> new InferenceConfig(InferenceConfig.Provider.CPU, 0, 0, 8, 2, 1))
                .hasMessageContaining("deadlineMillis is 1");
    }
}
