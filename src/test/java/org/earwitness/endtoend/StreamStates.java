package org.earwitness.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.AvroSerdes;
import org.earwitness.schemas.HttpSchemaRegistry;
import org.earwitness.schemas.RegistrySettings;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.StreamCondition;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topics;

/** What the streams are doing, followed as an operator would. */
final class StreamStates implements AutoCloseable {
    private final int streams;
    private final Duration limit;
    private final TopicReader reader;
    private final SchemaRegistry registry;
    private final Deserializer<StreamStatus> values;

    /**
     * @param streams how many there are
     * @param limit longest that any wait takes
     */
    StreamStates(EmbeddedCluster cluster, Topics topics, int streams, Duration limit) {
        this.streams = streams;
        this.limit = limit;
        reader = new TopicReader(cluster.bootstrapServers(), topics.streams().name());
        registry = new HttpSchemaRegistry(RegistrySettings.of(cluster.schemaRegistryAddress()));
        values = new AvroSerdes(registry).of(topics.streams()).deserializer();
    }

    /** Waits until every stream is live. */
    Map<String, StreamStatus> untilAllLive() {
        return untilAllLive(Map.of());
    }

    /** Waits until a stream is in this state. */
    StreamStatus until(String stream, StreamCondition state) {
        return Objects.requireNonNull(latest(reader.until(
                        stream + " " + state,
                        limit,
                        records -> Optional.ofNullable(latest(records).get(stream))
                                .filter(status -> status.getState() == state)
                                .isPresent()))
                .get(stream));
    }

    /** The state of one stream, which must be there. */
    static StreamStatus of(String stream, Map<String, StreamStatus> states) {
        return Optional.ofNullable(states.get(stream))
                .orElseThrow(
                        () -> new AssertionError("nothing is known of " + stream + ", only of " + states.keySet()));
    }

    /** What each stream is doing now. */
    Map<String, StreamStatus> now() {
        return latest(reader.rest(limit));
    }

    /** Waits until every stream is live, those named at least in this epoch. */
    Map<String, StreamStatus> untilAllLive(Map<String, Long> leastEpochs) {
        return latest(reader.until("every stream live", limit, records -> {
            Map<String, StreamStatus> now = latest(records);
            return now.size() == streams
                    && now.values().stream()
                            .allMatch(status -> status.getState() == StreamCondition.LIVE
                                    && status.getEpoch() >= leastEpochs.getOrDefault(status.getStream(), 0L));
        }));
    }

    Set<String> untilSomeAreReadBy(String worker) {
        return readBy(
                worker,
                latest(reader.until(
                        "a stream read by " + worker,
                        limit,
                        records -> !readBy(worker, latest(records)).isEmpty()
                                && latest(records).values().stream()
                                        .allMatch(status -> status.getState() == StreamCondition.LIVE))));
    }

    Set<String> readBy(String worker) {
        return readBy(worker, now());
    }

    private static Set<String> readBy(String worker, Map<String, StreamStatus> latest) {
        return latest.values().stream()
                .filter(status -> status.getWorker().equals(worker))
                .map(StreamStatus::getStream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, StreamStatus> latest(List<ConsumerRecord<String, byte[]>> records) {
        Map<String, StreamStatus> latest = new TreeMap<>();
        records.forEach(record -> {
            StreamStatus status = values.deserialize(record.topic(), record.value());
            // Of two workers the one with the newer epoch has the say, as it has downstream.
            latest.merge(
                    status.getStream(), status, (known, next) -> next.getEpoch() < known.getEpoch() ? known : next);
        });
        return latest;
    }

    @Override
    public void close() {
        values.close();
        registry.close();
        reader.close();
    }
}
