package org.earwitness.streaming;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** Counts what is read from changelogs before a partition can be processed, and how long that takes. Any thread. */
final class RestoreMeters implements StateRestoreListener {
    private final Map<TopicPartition, Long> sinceNanos = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Counter records;
    private final Timer time;

    RestoreMeters(MeterRegistry meters) {
        clock = meters.config().clock();
        records = meters.counter("earwitness.streaming.restored");
        time = meters.timer("earwitness.streaming.restore");
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long startingOffset, long endingOffset) {
        sinceNanos.put(changelog, clock.monotonicTime());
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEndOffset, long count) {
        records.increment((double) count);
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long totalRestored) {
        Optional.ofNullable(sinceNanos.remove(changelog))
                .ifPresent(since -> time.record(clock.monotonicTime() - since, TimeUnit.NANOSECONDS));
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long totalRestored) {
        sinceNanos.remove(changelog); // somebody else restores it now
    }
}
