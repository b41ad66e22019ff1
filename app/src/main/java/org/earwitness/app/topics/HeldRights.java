package org.earwitness.app.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;

/**
 * What a login may do with topics, as the cluster itself says. Who asks before the work begins need not fail in the middle of it.
 *
 * @param admin asks the cluster as that login; stays the caller's to close
 * @param deadline longest wait for one answer of the cluster
 */
public record HeldRights(Admin admin, Duration deadline) {

    /**
     * What the login lacks of these rights, with only the operations that lack. Empty when it lacks nothing, and where a cluster
     * does not say.
     *
     * @param rights to topics that exist, each by its whole name
     * @throws ClusterRefused when it may not even look at one of the topics
     * @throws ClusterUnavailable when the cluster does not answer in time
     */
    public List<Right> lacking(List<Right> rights) {
        ClusterAnswers cluster = new ClusterAnswers(deadline);
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        rights.stream().map(Right::name).toList(),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        List<Right> lacking = new ArrayList<>();
        for (Right right : rights) {
            KafkaFuture<TopicDescription> description =
                    Optional.ofNullable(descriptions.get(right.name())).orElseThrow();
            TopicDescription topic = cluster.answer("asking for the rights to topic " + right.name(), description);
            Optional.ofNullable(topic.authorizedOperations())
                    .flatMap(held -> right.without(held))
                    .ifPresent(lacking::add);
        }
        return List.copyOf(lacking);
    }

    /** Rights in words, for the end of a sentence. */
    public static String inWords(List<Right> rights) {
        return rights.stream()
                .map(right ->
                        right.operations().stream().map(AclOperation::name).collect(Collectors.joining(" and "))
                                + " of " + right.name())
                .collect(Collectors.joining(", "));
    }
}
