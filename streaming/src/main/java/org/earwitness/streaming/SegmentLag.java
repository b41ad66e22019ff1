package org.earwitness.streaming;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How far behind the log we are, in seconds of media: a record is a second, so the consumers' lags add up to it. Any thread. */
final class SegmentLag {
    private static final String GROUP = "consumer-fetch-manager-metrics";
    private static final String LAG = "records-lag";

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final String topic;

    /**
     * @param metrics metrics of the Kafka clients
     * @param topic topic whose records are seconds
     */
    SegmentLag(Supplier<Map<MetricName, ? extends Metric>> metrics, String topic) {
        this.metrics = metrics;
        // Kafka writes a topic's dots as underscores in the tags of its metrics.
        this.topic = topic.replace('.', '_');
    }

    /** Seconds of media that wait, over all partitions of this process. */
    double seconds() {
        Map<String, Double> byPartition = new HashMap<>();
        metrics.get().forEach((name, metric) -> {
            double lag = isOurLag(name) ? ((Number) metric.metricValue()).doubleValue() : Double.NaN;
            if (!Double.isNaN(lag)) {
                // For a moment after a partition has moved both threads report it; the one that goes on is less behind.
                byPartition.merge(String.valueOf(name.tags().get("partition")), lag, Math::min);
            }
        });
        return byPartition.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private boolean isOurLag(MetricName name) {
        String tagged = name.tags().get("topic");
        return name.group().equals(GROUP)
                && name.name().equals(LAG)
                && tagged != null
                && tagged.replace('.', '_').equals(topic);
    }
}
