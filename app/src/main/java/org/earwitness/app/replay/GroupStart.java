package org.earwitness.app.replay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.worker.ClusterAccess;

/** Lets a group that nobody has joined yet begin where its part of the log begins. */
final class GroupStart {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private GroupStart() {}

    /**
     * Commits offsets in the name of a group.
     *
     * @param offsets of every partition: one without an offset would be read from its beginning
     */
    static void at(ClusterAccess cluster, String group, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        offsets.forEach((partition, offset) -> starts.put(partition, new OffsetAndMetadata(offset)));
        try (Admin admin = Admin.create(cluster.kafka().forAdmin())) {
            admin.alterConsumerGroupOffsets(group, starts).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw CommandFailed.unavailable(
                    "the cluster does not let group " + group + " begin at its segments: " + refused.getMessage()
                            + ". Check that it runs and that this user may read with groups of this name.",
                    refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while placing group " + group, interrupted);
        }
    }
}
