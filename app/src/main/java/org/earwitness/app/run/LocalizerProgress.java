package org.earwitness.app.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.worker.ClusterAccess;

/** Asks the cluster how far the localizer of a run has come, and how far it has to go. One thread. */
final class LocalizerProgress implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Admin admin;
    private final String group;
    private final String topic;

    /**
     * @param group the localizer's consumer group
     */
    LocalizerProgress(ClusterAccess cluster, String group) {
        this.admin = Admin.create(cluster.kafka().forAdmin());
        this.group = group;
        this.topic = cluster.topics().segments().name();
    }

    /** The offset after the last segment of each partition whose answer is committed; partitions without one are left out. */
    Map<Integer, Long> committed() {
        Map<Integer, Long> offsets = new HashMap<>();
        answer(
                        "how far group " + group + " is",
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, committed) -> {
                    if (partition.topic().equals(topic) && committed != null) {
                        offsets.put(partition.partition(), committed.offset());
                    }
                });
        return offsets;
    }

    /** Where each partition of the segments ends now. */
    Map<Integer, Long> segmentEnds() {
        String question = "where topic " + topic + " ends";
        Map<String, TopicDescription> described =
                answer(question, admin.describeTopics(List.of(topic)).allTopicNames());
        Map<TopicPartition, OffsetSpec> latest = described.values().stream()
                .flatMap(description -> description.partitions().stream())
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()), any -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        answer(question, admin.listOffsets(latest).all())
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    private static <T> T answer(String question, KafkaFuture<T> asked) {
        try {
            return asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            throw CommandFailed.unavailable(
                    "the cluster does not say " + question + ": " + refused.getMessage()
                            + ". Check that it runs and that this user may describe topics and groups.",
                    refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while asking " + question, interrupted);
        }
    }

    @Override
    public void close() {
        admin.close(ANSWER);
    }
}
