package org.earwitness.app.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.earwitness.app.topics.Difference.IncompatibleSchema;
import org.earwitness.app.topics.Difference.MissingSchema;
import org.earwitness.app.topics.Difference.MissingTopic;
import org.earwitness.app.topics.Difference.OtherCompatibility;
import org.earwitness.app.topics.Difference.OtherPartitions;
import org.earwitness.app.topics.Difference.OtherSetting;
import org.earwitness.schemas.SchemaRegistry;
import org.earwitness.schemas.SchemaRegistry.Compatibility;
import org.earwitness.schemas.Topic;
import org.earwitness.schemas.Topics;

/**
 * Compares a cluster and its registry with the catalogue, and makes them equal where that is possible.
 *
 * <p>Drawing a plan changes nothing. Both clients stay the caller's to close. One thread at a time.
 */
public final class TopicPlan {
    /** The rule of our subjects: every version reads and is read by every other. */
    public static final Compatibility COMPATIBILITY = Compatibility.FULL_TRANSITIVE;

    /** Leaves the number of replicas to the cluster's own default. */
    public static final short CLUSTER_REPLICATION = -1;

    private final Topics topics;
    private final short replicationFactor;
    private final Admin admin;
    private final SchemaRegistry registry;
    private final ClusterAnswers cluster;

    /**
     * @param replicationFactor replicas of topics that are made, or {@link #CLUSTER_REPLICATION}
     * @param deadline longest wait for one answer of the cluster
     */
    public TopicPlan(Topics topics, short replicationFactor, Admin admin, SchemaRegistry registry, Duration deadline) {
        this.topics = topics;
        this.replicationFactor = replicationFactor;
        this.admin = admin;
        this.registry = registry;
        this.cluster = new ClusterAnswers(deadline);
    }

    /**
     * Everything in which the cluster differs, in the order of the catalogue.
     *
     * @throws ClusterUnavailable when the cluster does not answer in time
     */
    public List<Difference> differences() {
        List<Difference> differences = new ArrayList<>(topicDifferences());
        for (Topic<?> topic : topics.all()) {
            topic.schema().ifPresent(schema -> differences.addAll(schemaDifferences(topic.subject(), schema)));
        }
        return List.copyOf(differences);
    }

    /**
     * Which of these topics and their schemas are not there. Asks for no other, so that rights to these are enough.
     *
     * @throws ClusterRefused when the login may not even know of one of them
     * @throws ClusterUnavailable when the cluster does not answer in time
     */
    public List<Difference> missing(List<Topic<?>> wanted) {
        List<Difference> missing = new ArrayList<>();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(wanted.stream().map(Topic::name).toList()).topicNameValues();
        for (Topic<?> topic : wanted) {
            KafkaFuture<TopicDescription> description =
                    Optional.ofNullable(descriptions.get(topic.name())).orElseThrow();
            try {
                answer("looking for topic " + topic.name(), description);
            } catch (ClusterRefused e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(new MissingTopic(topic, replicationFactor));
            }
        }
        for (Topic<?> topic : wanted) {
            topic.schema()
                    .flatMap(schema -> missingSchema(topic.subject(), schema))
                    .ifPresent(missing::add);
        }
        return List.copyOf(missing);
    }

    private Optional<Difference> missingSchema(String subject, Schema schema) {
        boolean first = registry.versions(subject).isEmpty();
        return first || registry.idOf(subject, schema).isEmpty()
                ? Optional.of(new MissingSchema(subject, schema, first))
                : Optional.empty();
    }

    /**
     * Removes the differences that can be removed; doing it twice, or from two places at once, is harmless.
     *
     * @return the differences that stay, because only people can decide about them
     * @throws ClusterUnavailable when the cluster does not answer in time
     */
    public List<Difference> apply(List<Difference> differences) {
        makeTopics(differences);
        changeSettings(differences);
        differences.forEach(this::changeSubject);
        return differences.stream()
                .filter(difference -> !difference.isRepairable())
                .toList();
    }

    private List<Difference> topicDifferences() {
        Set<String> present = answer("listing the topics", admin.listTopics().names());
        List<Topic<?>> known = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (Topic<?> topic : topics.all()) {
            if (present.contains(topic.name())) {
                known.add(topic);
            } else {
                differences.add(new MissingTopic(topic, replicationFactor));
            }
        }
        differences.addAll(differencesOfKnown(known));
        return differences;
    }

    private List<Difference> differencesOfKnown(List<Topic<?>> known) {
        Map<String, TopicDescription> descriptions = answer(
                "describing the topics",
                admin.describeTopics(known.stream().map(Topic::name).toList()).allTopicNames());
        Map<ConfigResource, Config> configs = answer(
                "describing the settings of the topics",
                admin.describeConfigs(known.stream()
                                .map(topic -> resource(topic.name()))
                                .toList())
                        .all());
        List<Difference> differences = new ArrayList<>();
        for (Topic<?> topic : known) {
            Optional.ofNullable(descriptions.get(topic.name()))
                    .map(description -> description.partitions().size())
                    .filter(actual -> actual != topic.partitions())
                    .ifPresent(actual -> differences.add(new OtherPartitions(topic, actual)));
            Optional.ofNullable(configs.get(resource(topic.name())))
                    .ifPresent(config -> differences.addAll(otherSettings(topic, config)));
        }
        return differences;
    }

    private static List<Difference> otherSettings(Topic<?> topic, Config config) {
        List<Difference> differences = new ArrayList<>();
        topic.settings().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(wanted -> {
            ConfigEntry entry = config.get(wanted.getKey());
            String actual = entry == null || entry.value() == null ? "unset" : entry.value();
            if (!actual.equals(wanted.getValue())) {
                differences.add(new OtherSetting(topic, wanted.getKey(), actual, wanted.getValue()));
            }
        });
        return differences;
    }

    private List<Difference> schemaDifferences(String subject, Schema schema) {
        List<Difference> differences = new ArrayList<>();
        boolean first = registry.versions(subject).isEmpty();
        Optional<Compatibility> rule = first ? Optional.empty() : registry.compatibilityOf(subject);
        if (rule.isEmpty() || rule.get() != COMPATIBILITY) {
            differences.add(new OtherCompatibility(subject, rule, COMPATIBILITY));
        }
        if (first || registry.idOf(subject, schema).isEmpty()) {
            List<String> reasons = first ? List.of() : registry.incompatibilities(subject, schema);
            differences.add(
                    reasons.isEmpty()
                            ? new MissingSchema(subject, schema, first)
                            : new IncompatibleSchema(subject, reasons));
        }
        return differences;
    }

    private void makeTopics(List<Difference> differences) {
        List<NewTopic> missing = new ArrayList<>();
        for (Difference difference : differences) {
            if (difference instanceof MissingTopic made) {
                missing.add(new NewTopic(made.topic().name(), made.topic().partitions(), made.replicationFactor())
                        .configs(made.topic().settings()));
            }
        }
        admin.createTopics(missing).values().forEach((name, created) -> {
            try {
                answer("making topic " + name, created);
            } catch (ClusterRefused e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        });
    }

    private void changeSettings(List<Difference> differences) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Difference difference : differences) {
            if (difference instanceof OtherSetting other) {
                changes.computeIfAbsent(resource(other.topic().name()), any -> new ArrayList<>())
                        .add(new AlterConfigOp(
                                new ConfigEntry(other.setting(), other.wanted()), AlterConfigOp.OpType.SET));
            }
        }
        if (!changes.isEmpty()) {
            answer(
                    "changing the settings of topics",
                    admin.incrementalAlterConfigs(changes).all());
        }
    }

    private void changeSubject(Difference difference) {
        if (difference instanceof OtherCompatibility rule) {
            registry.setCompatibility(rule.subject(), rule.wanted());
        } else if (difference instanceof MissingSchema missing) {
            registry.register(missing.subject(), missing.schema());
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private <T> T answer(String what, KafkaFuture<T> future) {
        return cluster.answer(what, future);
    }
}
