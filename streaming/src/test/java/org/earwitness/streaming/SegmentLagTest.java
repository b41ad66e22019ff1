package org.earwitness.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.Test;

class SegmentLagTest {

    @Test
    void theLagsOfAllPartitionsOfTheSegmentsAddUpEachOnce() {
        try (Metrics metrics = new Metrics()) {
            put(metrics, "records-lag", "av_segments", "0", 40);
            metrics.addMetric(
                    new MetricName(
                            "records-lag",
                            "consumer-fetch-manager-metrics",
                            "",
                            Map.of("topic", "av_segments", "partition", "0", "client-id", "before")),
                    (Measurable) (config, now) -> 60);
            put(metrics, "records-lag", "av_segments", "1", 2);
            put(metrics, "records-lag", "av_segments", "2", Double.NaN);
            put(metrics, "records-lag", "other", "0", 7);
            put(metrics, "records-lag-max", "av_segments", "0", 99);

            assertThat(new SegmentLag(metrics::metrics, "av.segments").seconds())
                    .isEqualTo(42);
        }
    }

    private static void put(Metrics metrics, String name, String topic, String partition, double value) {
        MetricName named = new MetricName(
                name, "consumer-fetch-manager-metrics", "", Map.of("topic", topic, "partition", partition));
        metrics.addMetric(named, (Measurable) (config, now) -> value);
    }
}
