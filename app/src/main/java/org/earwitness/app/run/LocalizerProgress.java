package org.earwitness.app.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.schemas.Topics;

/** Asks the cluster how far the localizer of a run has come, and how far it has to go. One thread. */
public final class LocalizerProgress implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Admin admin;
    private final String group;
    private final Topics topics;

    /**
     * @param group the localizer's consumer group
     */
    public LocalizerProgress(ClusterAccess cluster, String group) {
        this.admin = Admin.create(cluster.kafka().forAdmin());
        this.group = group;
        this.topics = cluster.topics();
    }

    /** The offset after the last segment of each partition whose answer is committed; partitions without one are left out. */
    public Map<Integer, Long> committed() {
        Map<Integer, Long> offsets = new HashMap<>();
        answer(
                        "how far group " + group + " is",
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, committed) -> {
                    if (partition.topic().equals(topics.segments().name()) && committed != null) {
                        offsets.put(partition.partition(), committed.offset());
                    }
                });
        return offsets;
    }

    /** Where each partition of the segments ends now. */
    public Map<Integer, Long> segmentEnds() {
        Map<Integer, Long> ends = new HashMap<>();
        ends(List.of(topics.segments().name())).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /**
     * Where the topics of the results end now, by {@code topic-partition}; what is written counts, committed or not. An offset is
     * visible as committed as soon as the marker of its transaction is in the group's partition, which may be earlier than in
     * those of the results: their committed end would be too early.
     */
    public Map<String, Long> resultEnds() {
        Map<String, Long> ends = new HashMap<>();
        ends(List.of(
                        topics.events().name(),
                        topics.intervals().name(),
                        topics.rejected().name()))
                .forEach((partition, end) -> ends.put(partition.toString(), end));
        return ends;
    }

    private Map<TopicPartition, Long> ends(List<String> names) {
        String question = "where " + String.join(", ", names) + " end";
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        answer(question, admin.describeTopics(names).allTopicNames())
                .forEach((name, described) -> described
                        .partitions()
                        .forEach(partition ->
                                latest.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        answer(question, admin.listOffsets(latest).all())
                .forEach((partition, end) -> ends.put(partition, end.offset()));
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
