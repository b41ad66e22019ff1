package org.earwitness.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MeterPageTest {
    @Test
    void metersAreReadByNameAndTags() {
        MeterPage page = MeterPage.parse("""
                # HELP earwitness_inference_time_seconds Time of one stage.
                # TYPE earwitness_inference_time_seconds summary
                earwitness_inference_time_seconds_sum{stage="encode"} 1.25
                earwitness_inference_time_seconds_sum{stage="two words"} 3.0E-4
                earwitness_streaming_lag_seconds NaN
                earwitness_streaming_segments_total 12.0
                """);

        assertThat(page.value("earwitness_inference_time_seconds_sum{stage=\"encode\"}"))
                .isEqualTo(1.25);
        assertThat(page.value("earwitness_inference_time_seconds_sum{stage=\"two words\"}"))
                .isEqualTo(3.0e-4);
        assertThat(page.value("earwitness_streaming_segments_total")).isEqualTo(12);
        assertThat(page.value("earwitness_streaming_markers_total")).isZero();
    }
}
