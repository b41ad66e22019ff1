package org.earwitness.app.worker;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.earwitness.app.command.CommandFailed;
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
        try (Admin admin = Admin.create(cluster.kafka().forAdmin())) {
            TopicPlan plan =
                    new TopicPlan(cluster.topics(), TopicPlan.CLUSTER_REPLICATION, admin, cluster.registry(), ANSWER);
            List<String> missing = plan.differences().stream()
                    .filter(difference -> difference instanceof MissingTopic || difference instanceof MissingSchema)
                    .map(difference -> difference instanceof MissingTopic topic
                            ? "topic " + topic.topic().name()
                            : "the schema of " + ((MissingSchema) difference).subject())
                    .toList();
            if (!missing.isEmpty()) {
                throw CommandFailed.failed("the cluster lacks " + String.join(", ", missing)
                        + ". Run `./earwitness topics apply` with the same settings first.");
            }
        }
    }
}
