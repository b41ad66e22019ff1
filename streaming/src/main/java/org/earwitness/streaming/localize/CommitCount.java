package org.earwitness.streaming.localize;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How often a stream thread has committed, by its own commit-total metric. There is no hook for it, and a punctuator as frequent as
 * commits would make idle tasks commit.
 */
final class CommitCount implements LongSupplier {
    private final Metric total;

    private CommitCount(Metric total) {
        this.total = total;
    }

    /** The commits of a thread; empty when it does not count them. */
    static Optional<LongSupplier> of(Map<MetricName, ? extends Metric> metrics, String thread) {
        return metrics.values().stream()
                .filter(metric -> isCommitTotal(metric.metricName(), thread))
                .findFirst()
                .map(CommitCount::new);
    }

    @Override
    public long getAsLong() {
        return ((Number) total.metricValue()).longValue();
    }

    private static boolean isCommitTotal(MetricName name, String thread) {
        return name.name().equals("commit-total")
                && name.group().equals("stream-thread-metrics")
                && thread.equals(name.tags().get("thread-id"));
    }
}
