package org.earwitness.app.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.Difference;
import org.earwitness.app.topics.Difference.MissingSchema;
import org.earwitness.app.topics.Difference.MissingTopic;
import org.earwitness.app.topics.TopicPlan;

/**
 * Looks whether a cluster has what a worker writes and reads, before the worker starts: a topic that is missing would show as
 * a time-out minutes later, or be made by the broker with settings of its own.
 */
public final class RequiredTopics {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private RequiredTopics() {}

    /**
     * Returns when all is there.
     *
     * @throws CommandFailed naming every topic and schema that is missing
     */
    public static void check(ClusterAccess cluster) {
        // Only a group of ingest workers reads it: who has no such group need not make it.
        check(cluster, Set.of(cluster.topics().sources().name()));
    }

    /**
     * Returns when all is there, the topic of sources included.
     *
     * @throws CommandFailed naming every topic and schema that is missing
     */
    public static void checkWithSources(ClusterAccess cluster) {
        check(cluster, Set.of());
    }

    private static void check(ClusterAccess cluster, Set<String> spared) {
        try (Admin admin = Admin.create(cluster.kafka().forAdmin())) {
            TopicPlan plan =
                    new TopicPlan(cluster.topics(), TopicPlan.CLUSTER_REPLICATION, admin, cluster.registry(), ANSWER);
            List<String> missing = plan.differences().stream()
                    .flatMap(difference -> missing(difference, spared).stream())
                    .toList();
            if (!missing.isEmpty()) {
                throw CommandFailed.failed("the cluster lacks " + String.join(", ", missing)
                        + ". Run `./earwitness topics apply` with the same settings first.");
            }
        }
    }

    private static Optional<String> missing(Difference difference, Set<String> spared) {
        if (difference instanceof MissingTopic missing) {
            String topic = missing.topic().name();
            return spared.contains(topic) ? Optional.empty() : Optional.of("topic " + topic);
        }
        if (difference instanceof MissingSchema missing) {
            boolean needed =
                    spared.stream().noneMatch(topic -> missing.subject().equals(topic + "-value"));
            return needed ? Optional.of("the schema of " + missing.subject()) : Optional.empty();
        }
        return Optional.empty();
    }
}
