package org.earwitness.app.worker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.earwitness.ingest.roster.LastRun;
import org.earwitness.schemas.StreamStatus;

/** Looks up in the compacted topic of stream states what each stream wrote last. */
final class LastRuns {
    private LastRuns() {}

    /** What is known of these streams; one that nobody ever read is left out. */
    static Map<String, LastRun> read(ClusterAccess cluster, Collection<String> streams) {
        String topic = cluster.topics().streams().name();
        Set<String> wanted = new HashSet<>(streams);
        Map<String, LastRun> runs = new HashMap<>();
        if (wanted.isEmpty()) {
            return runs;
        }
        try (Deserializer<StreamStatus> statuses =
                cluster.serdes().of(cluster.topics().streams()).deserializer()) {
            TopicEnd.read(cluster, topic, record -> {
                if (record.value() != null && wanted.contains(record.key())) {
                    LastRun before = runs.getOrDefault(record.key(), LastRun.NONE);
                    runs.put(record.key(), before.after(statuses.deserialize(topic, record.value())));
                }
            });
        }
        return runs;
    }
}
