package org.earwitness.app.configuration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.TopicConfig;

/** What is known about Kafka's own properties, so that slips are found although any property passes through. */
final class KafkaProperties {
    /** Prefixes by which a property reaches one kind of client only, as in Kafka Streams; longest first. */
    private static final List<String> PREFIXES = List.of(
            "restore.consumer.", "global.consumer.", "main.consumer.", "consumer.", "producer.", "admin.", "topic.");

    /** So many wrong letters are taken for a slip. */
    private static final int SLIP = 2;

    private static final List<ConfigDef> CLIENTS =
            List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

    private static final Set<String> KNOWN = known();

    private KafkaProperties() {}

    /** The name without the prefix that names a kind of client. */
    static String bare(String property) {
        return PREFIXES.stream()
                .filter(property::startsWith)
                .findFirst()
                .map(prefix -> property.substring(prefix.length()))
                .orElse(property);
    }

    /** Whether Kafka itself declares the property. */
    static boolean isKnown(String property) {
        return KNOWN.contains(bare(property));
    }

    /** Whether Kafka declares the property as a secret. */
    static boolean isPassword(String property) {
        return CLIENTS.stream()
                .map(client -> Optional.ofNullable(client.configKeys().get(bare(property))))
                .flatMap(Optional::stream)
                .anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }

    /**
     * Why a property is refused, as a sentence; empty when it passes. Plug-ins define properties of their own, so an unknown one
     * that resembles nothing passes.
     *
     * @param own settings of ours beside which the property stands
     */
    static Optional<String> refusal(String property, Set<String> own) {
        if (property.equals("bootstrap.servers")) {
            return Optional.of("kafka.bootstrap.servers has a name of its own here. Use kafka.bootstrapServers.");
        }
        if (isKnown(property)) {
            return Optional.empty();
        }
        String bare = bare(property);
        Optional<String> ours =
                NearestName.of(property, own).filter(near -> NearestName.distance(property, near) <= SLIP);
        if (ours.isPresent()) {
            return Optional.of("there is no setting kafka." + property + ". Did you mean kafka." + ours.get() + "?");
        }
        return NearestName.of(bare, KNOWN)
                .filter(near -> NearestName.distance(bare, near) <= SLIP)
                .map(near -> "Kafka has no property " + bare + ". Did you mean kafka."
                        + property.substring(0, property.length() - bare.length()) + near + "?");
    }

    private static Set<String> known() {
        Set<String> names = new TreeSet<>();
        CLIENTS.forEach(client -> names.addAll(client.names()));
        // Kafka Streams' own, and what topics take; by name, because these classes list no names.
        Stream.of(
                        "application.id",
                        "application.server",
                        "acceptable.recovery.lag",
                        "buffered.records.per.partition",
                        "commit.interval.ms",
                        "statestore.cache.max.bytes",
                        "group.protocol",
                        "max.task.idle.ms",
                        "max.warmup.replicas",
                        "num.standby.replicas",
                        "num.stream.threads",
                        "poll.ms",
                        "probing.rebalance.interval.ms",
                        "processing.guarantee",
                        "replication.factor",
                        "rocksdb.config.setter",
                        "state.cleanup.delay.ms",
                        "state.dir",
                        "task.assignor.class",
                        "task.timeout.ms",
                        "topology.optimization",
                        "upgrade.from",
                        "window.size.ms",
                        "rack.aware.assignment.strategy",
                        "rack.aware.assignment.tags",
                        "log.summary.interval.ms",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        TopicConfig.RETENTION_MS_CONFIG,
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        TopicConfig.COMPRESSION_TYPE_CONFIG)
                .forEach(names::add);
        return Set.copyOf(names);
    }
}
