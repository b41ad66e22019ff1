package org.earwitness.app.replay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.EventInterval;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.schemas.UndecodableRecord;
import org.earwitness.streaming.replay.Place;

/** Reads what was said of the streams of a replay when their segments were new. One thread. */
final class OriginalResults {
    private final ClusterAccess cluster;
    private final PartitionRead read;

    OriginalResults(ClusterAccess cluster, PartitionRead read) {
        this.cluster = cluster;
        this.read = read;
    }

    /**
     * Results of these streams; of an event or interval that was written twice the newer.
     *
     * @param ends the first place behind the range of each stream
     * @param sinceMillis when the first segment of the range was appended: results bear the time of the segment they came of
     * @param intervalsSinceMillis from when on an interval that is open there may have begun
     */
    Map<String, StreamResults> read(Map<String, Place> ends, long sinceMillis, long intervalsSinceMillis) {
        Map<String, StreamResults> results = new HashMap<>();
        ends.keySet().forEach(stream -> results.put(stream, new StreamResults()));
        events(ends, sinceMillis, results);
        intervals(intervalsSinceMillis, results);
        return results;
    }

    private void events(Map<String, Place> ends, long sinceMillis, Map<String, StreamResults> results) {
        String topic = cluster.topics().events().name();
        Deserializer<SegmentEvent> values =
                cluster.serdes().of(cluster.topics().events()).deserializer();
        Set<String> open = new HashSet<>(ends.keySet());
        read.read(
                since(topic, sinceMillis),
                record -> {
                    StreamResults stream = results.get(String.valueOf(record.key()));
                    Place end = ends.get(String.valueOf(record.key()));
                    if (stream != null && end != null) {
                        value(values, record).ifPresent(event -> {
                            stream.add(event, record.value());
                            if (!new Place(event.getEpoch(), event.getIndex()).isBefore(end)) {
                                open.remove(record.key());
                            }
                        });
                    }
                },
                open::isEmpty);
    }

    private void intervals(long sinceMillis, Map<String, StreamResults> results) {
        String topic = cluster.topics().intervals().name();
        Deserializer<EventInterval> values =
                cluster.serdes().of(cluster.topics().intervals()).deserializer();
        read.read(
                since(topic, sinceMillis),
                record -> {
                    StreamResults stream = results.get(String.valueOf(record.key()));
                    if (stream != null) {
                        value(values, record).ifPresent(interval -> stream.add(interval, record.value()));
                    }
                },
                () -> false);
    }

    private Map<TopicPartition, Long> since(String topic, long millis) {
        return read.since(read.partitions(topic), millis);
    }

    /** What a record says; one that nobody can read says nothing. */
    private static <V> Optional<V> value(Deserializer<V> values, ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(values.deserialize(record.topic(), record.value()));
        } catch (UndecodableRecord broken) {
            return Optional.empty();
        }
    }
}
