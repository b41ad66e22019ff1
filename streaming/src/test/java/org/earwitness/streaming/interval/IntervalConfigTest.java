package org.earwitness.streaming.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.earwitness.streaming.interval.IntervalConfig.LabelThresholds;
import org.junit.jupiter.api.Test;

class IntervalConfigTest {

    @Test
    void everySettingHasItsReason() {
        assertThat(IntervalConfig.reasons().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(IntervalConfig.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void whatCouldNotWorkIsRefusedInWords() {
        assertThatThrownBy(() -> new IntervalConfig(0.4, 0.5, 1, 1, 10, 0, Map.of()))
                .hasMessage("offThreshold is 0.5: it is outside 0 to onThreshold (0.4), so no interval could stay open."
                        + " Set it to 0.4 or less.");
        refused("onThreshold", () -> new IntervalConfig(0, 0, 1, 1, 10, 0, Map.of()));
        refused("onThreshold", () -> new IntervalConfig(Double.NaN, 0, 1, 1, 10, 0, Map.of()));
        refused("minimumSegments", () -> new IntervalConfig(0.4, 0.2, 0, 1, 10, 0, Map.of()));
        refused("minimumSegments", () -> new IntervalConfig(0.4, 0.2, 11, 1, 10, 0, Map.of()));
        refused("mergeGapSegments", () -> new IntervalConfig(0.4, 0.2, 1, 10, 10, 0, Map.of()));
        refused("maximumSegments", () -> new IntervalConfig(0.4, 0.2, 1, 1, 86_401, 0, Map.of()));
        refused("updateEverySegments", () -> new IntervalConfig(0.4, 0.2, 1, 1, 10, -1, Map.of()));
        refused("onThreshold", () -> new LabelThresholds(1.1, 0.2));
    }

    private static void refused(String setting, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting + " is ");
    }
}
