package org.earwitness.app.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.topics.ClusterConnection;
import org.earwitness.app.topics.Difference;
import org.earwitness.app.topics.Difference.MissingSchema;
import org.earwitness.app.topics.Difference.MissingTopic;
import org.earwitness.app.topics.HeldRights;
import org.earwitness.app.topics.Right;
import org.earwitness.app.topics.Rights;
import org.earwitness.app.topics.Role;
import org.earwitness.app.topics.TopicPlan;
import org.earwitness.schemas.Topic;

/**
 * Looks whether a cluster has what a worker writes and reads, and lets it, before the worker starts: a topic that is missing would
 * show as a time-out minutes later, or be made by the broker with settings of its own, and a right that is missing would end it at
 * the first segment.
 */
public final class RequiredTopics {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private RequiredTopics() {}

    /**
     * Returns when all is there that a role works with.
     *
     * @throws CommandFailed naming every topic and schema that is missing, or every right
     */
    public static void check(ClusterAccess cluster, Role role) {
        check(cluster, role, rights(cluster).topicsOf(role));
    }

    /**
     * The same for ingest workers without a group, who read no list of sources: who has no such group need not make it.
     *
     * @throws CommandFailed naming every topic and schema that is missing, or every right
     */
    static void checkWithoutSources(ClusterAccess cluster) {
        List<Topic<?>> wanted = new ArrayList<>(rights(cluster).topicsOf(Role.INGEST));
        wanted.remove(cluster.topics().sources());
        check(cluster, Role.INGEST, wanted);
    }

    private static void check(ClusterAccess cluster, Role role, List<Topic<?>> wanted) {
        try (Admin admin = Admin.create(cluster.kafka().forAdmin())) {
            TopicPlan plan =
                    new TopicPlan(cluster.topics(), TopicPlan.CLUSTER_REPLICATION, admin, cluster.registry(), ANSWER);
            List<String> missing = plan.missing(wanted).stream()
                    .flatMap(difference -> sentence(difference).stream())
                    .toList();
            if (!missing.isEmpty()) {
                throw CommandFailed.failed("the cluster lacks " + String.join(", ", missing)
                        + ". Run `./earwitness topics apply` with the same settings first.");
            }
            List<Right> lacking =
                    new HeldRights(admin, ANSWER).lacking(rights(cluster).to(wanted, role));
            if (!lacking.isEmpty()) {
                throw CommandFailed.refused("the login lacks a right: " + HeldRights.inWords(lacking)
                        + ". `earwitness topics plan --acls` prints what each role needs.");
            }
        } catch (KafkaException refused) {
            throw ClusterConnection.refusedProperties(refused);
        }
    }

    /** Which topics a role works with does not depend on names of groups. */
    private static Rights rights(ClusterAccess cluster) {
        return new Rights(cluster.topics(), new Rights.Names("", List.of(), List.of()));
    }

    private static Optional<String> sentence(Difference difference) {
        if (difference instanceof MissingTopic missing) {
            return Optional.of("topic " + missing.topic().name());
        }
        if (difference instanceof MissingSchema missing) {
            return Optional.of("the schema of " + missing.subject());
        }
        return Optional.empty();
    }
}
