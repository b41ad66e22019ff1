package org.earwitness.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestConfigTest {
    @Test
    void everySettingHasAReason() {
        assertThat(IngestConfig.reasons().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(IngestConfig.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "framesPerSecond, 0", "framesPerSecond, 61", "frameSize, 31", "frameSize, 225", "frameSize, 1026",
        "jpegQuantizer, 1", "jpegQuantizer, 32", "maxLeadMillis, 999", "openTimeoutMillis, 99", "readTimeoutMillis, 99",
        "decoderThreads, 0", "maxDimension, 15", "queueBytes, 65535", "publishTimeoutMillis, 99",
                "closeTimeoutMillis, 99"
    })
    void aValueOutsideItsLimitsIsRefusedByName(String setting, long value) {
        assertThatThrownBy(() -> with(setting, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting + " is " + value + ": ")
                .hasMessageContaining("Use ");
    }

    private static IngestConfig with(String setting, long value) throws Throwable {
        RecordComponent[] components = IngestConfig.class.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int at = 0; at < components.length; at++) {
            values[at] = components[at].getAccessor().invoke(IngestConfig.DEFAULTS);
            if (components[at].getName().equals(setting)) {
                if (components[at].getType() == int.class) {
                    values[at] = (int) value;
                } else {
                    values[at] = value;
                }
            }
        }
        try {
            return (IngestConfig) IngestConfig.class.getDeclaredConstructors()[0].newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
