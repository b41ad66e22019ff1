package org.earwitness.app.replay;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.earwitness.app.rejected.RefusedRecords;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.Segment;
import org.earwitness.schemas.SegmentKind;
import org.earwitness.schemas.UndecodableRecord;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;
import org.earwitness.streaming.replay.StreamLog;

/**
 * Looks through the stored segments for the streams of a replay: which there are and where each segment lies, without keeping any
 * media. One thread.
 */
final class StoredStreams {
    // Segments behind a range that are looked at too: more than any look-ahead.
    private static final int MARGIN = 80;

    private final ClusterAccess cluster;
    private final PartitionRead read;
    private final Deserializer<Segment> values;
    private final RefusedRecords refused = new RefusedRecords();

    /**
     * What was found.
     *
     * @param logs by the stream's name
     * @param partitions where each of them lies
     * @param names every stream that was seen
     */
    record Found(Map<String, StreamLog> logs, Map<String, Integer> partitions, Set<String> names) {
        Found {
            logs = Collections.unmodifiableMap(new TreeMap<>(logs));
            partitions = Map.copyOf(partitions);
            names = Collections.unmodifiableSet(new TreeSet<>(names));
        }
    }

    StoredStreams(ClusterAccess cluster, PartitionRead read) {
        this.cluster = cluster;
        this.read = read;
        this.values = cluster.serdes().of(cluster.topics().segments()).deserializer();
    }

    /**
     * Looks for streams.
     *
     * @param wanted their names; empty for all there are
     * @param from where the range begins
     * @param to where it ends
     * @param leadMillis how much before a moment is looked at too
     */
    Found find(Set<String> wanted, Bound from, Bound to, long leadMillis) {
        lookForRefused();
        List<TopicPartition> all = read.partitions(cluster.topics().segments().name());
        Set<TopicPartition> partitions = wanted.isEmpty()
                ? Set.copyOf(all)
                : wanted.stream().map(stream -> partitionOf(stream, all)).collect(Collectors.toSet());
        Map<TopicPartition, Long> beginnings = read.beginnings(partitions);
        Map<TopicPartition, Long> start =
                from.moment().isPresent() ? read.since(partitions, from.moment().getAsLong() - leadMillis) : beginnings;
        Found found = look(wanted, start, to);
        boolean early = start.equals(beginnings) || isComplete(found, wanted, from);
        return early ? found : look(wanted, beginnings, to);
    }

    /** Only who decodes media sees that a segment was refused for it; the topology did, and wrote it down. */
    private void lookForRefused() {
        List<TopicPartition> rejected =
                read.partitions(cluster.topics().rejected().name());
        read.read(read.beginnings(rejected), record -> refused.add(record.headers()), () -> false);
    }

    /** Whether what precedes the range was seen of every stream, so that nothing older has to be looked at. */
    private static boolean isComplete(Found found, Set<String> wanted, Bound from) {
        return found.logs().keySet().containsAll(wanted)
                && found.logs().values().stream().allMatch(log -> {
                    long epoch = log.last().map(last -> last.place().epoch()).orElse(0L);
                    List<Sighting> media = log.media();
                    return media.size() > MARGIN && !from.begins(media.get(MARGIN), epoch);
                });
    }

    private Found look(Set<String> wanted, Map<TopicPartition, Long> start, Bound to) {
        Map<String, StreamLog> logs = new HashMap<>();
        Map<String, Integer> partitions = new HashMap<>();
        Map<String, Integer> behind = new HashMap<>();
        Set<String> names = new TreeSet<>();
        read.read(
                start,
                record -> {
                    if (record.key() == null) {
                        return;
                    }
                    names.add(record.key());
                    if (wanted.isEmpty() || wanted.contains(record.key())) {
                        sighting(record).ifPresent(sighting -> {
                            StreamLog log = logs.computeIfAbsent(record.key(), any -> new StreamLog());
                            if (partitions.putIfAbsent(record.key(), record.partition()) == null
                                    && start.getOrDefault(partition(record), 0L) > 0) {
                                log.noteTruncated();
                            }
                            log.add(sighting);
                            if (!(to instanceof Bound.Index)
                                    && to.ends(sighting, sighting.place().epoch())) {
                                behind.merge(record.key(), 1, Integer::sum);
                            }
                        });
                    }
                },
                () -> !wanted.isEmpty() && wanted.stream().allMatch(stream -> behind.getOrDefault(stream, 0) > MARGIN));
        return new Found(logs, partitions, names);
    }

    private Optional<Sighting> sighting(ConsumerRecord<String, byte[]> record) {
        if (refused.holds(record)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(values.deserialize(record.topic(), record.value()))
                    .filter(segment -> segment.getStream().equals(record.key())
                            && segment.getKind() != SegmentKind.UNKNOWN
                            && segment.getEpoch() >= 0
                            && segment.getIndex() >= 0)
                    .map(segment -> new Sighting(
                            record.offset(),
                            record.timestamp(),
                            segment.getKind(),
                            new Place(segment.getEpoch(), segment.getIndex()),
                            segment.getStartMicros()));
        } catch (UndecodableRecord broken) {
            // The topology refuses it, so nothing comes of it.
            return Optional.empty();
        }
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Where records of a key lie, by Kafka's own rule. */
    private static TopicPartition partitionOf(String stream, List<TopicPartition> all) {
        byte[] key = stream.getBytes(StandardCharsets.UTF_8);
        int number = Utils.toPositive(Utils.murmur2(key)) % all.size();
        return all.stream()
                .filter(partition -> partition.partition() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("partition " + number + " is not among " + all));
    }
}
