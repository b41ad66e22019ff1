package org.earwitness.app.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.Duties;
import org.earwitness.ingest.roster.SourceRecords;
import org.earwitness.ingest.roster.StreamRunner;
import org.earwitness.schemas.RegistryUnavailable;
import org.earwitness.schemas.StreamSource;
import org.earwitness.schemas.StreamStatus;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.UndecodableRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a group that shares the streams of {@code av.sources}: it reads the streams of the partitions it owns. Kafka's
 * group protocol says which those are; {@link Duties} decides what follows. Nothing is committed: whoever gets a partition reads
 * it from its beginning. All calls on one thread; {@link #turn} is to be called again and again, several times a second.
 */
final class SourceGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceGroup.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration TURN = Duration.ofMillis(200);
    private static final Duration SHORT_TURN = Duration.ofMillis(20);
    /** The least that brokers allow by default: so long a dead worker's streams wait for another one. */
    private static final int SESSION_MILLIS = 6_000;

    private final String sourcesTopic;
    private final String statesTopic;
    private final StreamRunner runner;
    private final Duties duties;
    private final KafkaConsumer<String, byte[]> sources;
    private final KafkaConsumer<String, byte[]> states;
    private final Deserializer<StreamSource> sourceValues;
    private final Deserializer<StreamStatus> stateValues;
    private final StandstillWatch standstill;
    /** Where list and states ended when a partition came; those that are not read so far yet. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private final Set<Integer> owned = new HashSet<>();
    private final Set<Integer> fresh = new HashSet<>();
    private volatile boolean stoodStill;

    /**
     * @param group name of the group
     * @param worker name of this worker in it, which no other has
     */
    SourceGroup(ClusterAccess cluster, String group, String worker, StreamRunner runner) {
        this.runner = runner;
        this.duties = new Duties(worker);
        Topic<StreamSource> sourcesOf = cluster.topics().sources();
        Topic<StreamStatus> statesOf = cluster.topics().streams();
        this.sourcesTopic = sourcesOf.name();
        this.statesTopic = statesOf.name();
        Map<String, Object> settings = memberSettings(cluster, group, worker);
        this.standstill = new StandstillWatch(sessionNanos(settings), this::stoodStill);
        this.sources = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        Map<String, Object> alone = new HashMap<>(cluster.kafka().forConsumer());
        alone.remove(ConsumerConfig.GROUP_ID_CONFIG);
        alone.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        alone.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-states-" + worker);
        this.states = new KafkaConsumer<>(alone, new StringDeserializer(), new ByteArrayDeserializer());
        this.sourceValues = cluster.serdes().of(sourcesOf).deserializer();
        this.stateValues = cluster.serdes().of(statesOf).deserializer();
    }

    /**
     * Joins the group.
     *
     * @throws CommandFailed when the two topics do not fit together
     */
    void join() {
        int lists = sources.partitionsFor(sourcesTopic, ANSWER).size();
        int statuses = sources.partitionsFor(statesTopic, ANSWER).size();
        if (lists != statuses) {
            throw CommandFailed.failed("topic " + sourcesTopic + " has " + lists + " partitions and " + statesTopic
                    + " has " + statuses
                    + ": they need as many, so that a stream's list entry and its states meet. Delete "
                    + sourcesTopic + ", set topics.partitions to " + statuses + " and run `earwitness topics apply`.");
        }
        sources.subscribe(List.of(sourcesTopic), new Rebalance());
        standstill.begin();
    }

    /** How many streams this worker reads. */
    int streams() {
        return duties.streams();
    }

    /** Takes what has come and does what follows from it; returns within a second unless the cluster is away. */
    void turn() {
        if (stoodStill) {
            stoodStill = false;
            rejoin();
        }
        each(sources, fresh.isEmpty() ? TURN : SHORT_TURN, this::listed);
        followStates();
        if (!owned.isEmpty()) {
            each(states, SHORT_TURN, this::heard);
        }
        beginWhatIsRead();
    }

    @Override
    public void close() {
        standstill.close();
        try (sources;
                states) {
            LOG.info("this worker leaves its group");
        }
    }

    private static Map<String, Object> memberSettings(ClusterAccess cluster, String group, String worker) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 4);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
        settings.putAll(cluster.kafka().forConsumer());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "earwitness-" + worker);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Only what must move does; the others go on being read meanwhile.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return settings;
    }

    private static long sessionNanos(Map<String, Object> settings) {
        Object millis = settings.getOrDefault(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        try {
            return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis.toString()));
        } catch (NumberFormatException e) {
            throw CommandFailed.usage("kafka." + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG + " is " + millis
                    + ": it is not a number of milliseconds. Use " + SESSION_MILLIS + ".");
        }
    }

    /** On a thread of the watch: whatever is read now is somebody else's, whether or not the group has said so yet. */
    private void stoodStill() {
        LOG.warn("this process stood still for longer than its group waits: it stops its streams and joins again");
        runner.stopAll();
        stoodStill = true;
    }

    private void rejoin() {
        sources.unsubscribe();
        giveUp(Set.copyOf(owned));
        runner.stopAll();
        sources.subscribe(List.of(sourcesTopic), new Rebalance());
    }

    private void take(Collection<Integer> partitions) {
        owned.addAll(partitions);
        fresh.addAll(partitions);
        duties.take(partitions);
        sources.seekToBeginning(of(sourcesTopic, partitions));
    }

    private void giveUp(Collection<Integer> partitions) {
        owned.removeAll(partitions);
        fresh.removeAll(partitions);
        ends.keySet().removeIf(partition -> partitions.contains(partition.partition()));
        // At once: one that comes back in the same turn must be read from its beginning again.
        states.assign(of(statesTopic, owned));
        RunningStreams.carryOut(duties.giveUp(partitions), runner);
    }

    /** The states of the same partitions; positions in those that stay are kept. */
    private void followStates() {
        Set<TopicPartition> wanted = Set.copyOf(of(statesTopic, owned));
        Set<TopicPartition> before = Set.copyOf(states.assignment());
        if (!wanted.equals(before)) {
            states.assign(wanted);
            states.seekToBeginning(wanted.stream()
                    .filter(partition -> !before.contains(partition))
                    .toList());
        }
    }

    private void listed(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            RunningStreams.carryOut(duties.unwanted(record.partition(), record.key()), runner);
            return;
        }
        StreamDefinition definition =
                SourceRecords.definition(record.key(), sourceValues.deserialize(sourcesTopic, record.value()));
        RunningStreams.carryOut(duties.wanted(record.partition(), definition), runner);
    }

    private void heard(ConsumerRecord<String, byte[]> record) {
        if (record.value() != null) {
            StreamStatus status = stateValues.deserialize(statesTopic, record.value());
            RunningStreams.carryOut(duties.heard(record.partition(), status), runner);
        }
    }

    private void beginWhatIsRead() {
        for (int partition : Set.copyOf(fresh)) {
            try {
                if (isRead(sources, new TopicPartition(sourcesTopic, partition))
                        && isRead(states, new TopicPartition(statesTopic, partition))) {
                    fresh.remove(partition);
                    ends.remove(new TopicPartition(sourcesTopic, partition));
                    ends.remove(new TopicPartition(statesTopic, partition));
                    RunningStreams.carryOut(duties.begin(partition), runner);
                }
            } catch (TimeoutException away) {
                LOG.warn(
                        "partition {} of {} cannot be read to its end yet: {}",
                        partition,
                        sourcesTopic,
                        away.getMessage());
                return;
            }
        }
    }

    private boolean isRead(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        if (!ends.containsKey(partition)) {
            ends.putAll(consumer.endOffsets(List.of(partition), ANSWER));
        }
        return consumer.position(partition, ANSWER) >= ends.getOrDefault(partition, 0L);
    }

    /** Hands over what has come; a registry that is away stops at the record, so that it comes again. */
    private void each(
            KafkaConsumer<String, byte[]> consumer, Duration turn, Consumer<ConsumerRecord<String, byte[]>> taker) {
        var records = consumer.poll(turn);
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                try {
                    taker.accept(record);
                } catch (RegistryUnavailable away) {
                    LOG.warn("{} waits for the schema registry: {}", partition, away.getMessage());
                    consumer.seek(partition, record.offset());
                    break;
                } catch (UndecodableRecord | IllegalArgumentException unreadable) {
                    LOG.warn(
                            "a record is skipped; topic={} partition={} offset={} reason=\"{}\"",
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            unreadable.getMessage());
                }
            }
        }
    }

    private static List<TopicPartition> of(String topic, Collection<Integer> partitions) {
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                LOG.info("this worker takes partitions {} of {}", numbers(partitions), sourcesTopic);
                take(numbers(partitions));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                LOG.info("this worker gives back partitions {} of {}", numbers(partitions), sourcesTopic);
                giveUp(numbers(partitions));
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.warn("this worker has lost partitions {} of {}", numbers(partitions), sourcesTopic);
            giveUp(numbers(partitions));
        }
    }
}
