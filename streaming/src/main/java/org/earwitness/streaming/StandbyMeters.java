package org.earwitness.streaming;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.TaskId;

/** Counts what warm copies of the state of other processes read, and how far they are behind. Any thread. */
final class StandbyMeters implements StandbyUpdateListener {
    private final Map<TopicPartition, Long> behind = new ConcurrentHashMap<>();
    private final Counter loaded;

    StandbyMeters(MeterRegistry meters) {
        loaded = meters.counter("earwitness.streaming.standby.loaded");
        Gauge.builder("earwitness.streaming.standby.behind", behind, StandbyMeters::sum)
                .strongReference(true)
                .register(meters);
    }

    @Override
    public void onUpdateStart(TopicPartition changelog, String store, long startingOffset) {}

    @Override
    public void onBatchLoaded(
            TopicPartition changelog, String store, TaskId task, long batchEnd, long count, long currentEnd) {
        loaded.increment((double) count);
        behind.put(changelog, Math.max(0, currentEnd - batchEnd - 1));
    }

    @Override
    public void onUpdateSuspended(
            TopicPartition changelog, String store, long storeOffset, long currentEnd, SuspendReason reason) {
        behind.remove(changelog); // it is worked on here now, or copied elsewhere
    }

    private static double sum(Map<TopicPartition, Long> behind) {
        return behind.values().stream().mapToLong(Long::longValue).sum();
    }
}
