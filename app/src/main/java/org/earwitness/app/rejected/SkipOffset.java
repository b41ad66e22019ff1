package org.earwitness.app.rejected;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.topics.ClusterConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Steps a group over one record that ends every process that reads it. */
@Command(
        name = "skip",
        description = {
            "Step a consumer group over one record that crashes the process, keeping the record in the topic of rejected records.",
            "",
            "All processes of the group must be stopped. Only the very next record can be skipped, so that none is lost by mistake."
                    + " Record and step are one transaction: either both happen or neither does."
        })
final class SkipOffset implements Callable<Integer> {
    /** The transaction is committed by then: the answer is there already. */
    private static final long COMMITTED_SECONDS = 10;

    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Parameters(
            paramLabel = "TOPIC:PARTITION:OFFSET",
            converter = Coordinates.Converter.class,
            description = "The record, as the crash names it.")
    private Coordinates at = new Coordinates("", 0, 0);

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "The group to step on; that of `localize` (streaming.applicationId) if not given.")
    private Optional<String> group = Optional.empty();

    @Option(names = "--because", paramLabel = "TEXT", description = "Why, for the audit record.")
    private String because = "skipped by an operator";

    SkipOffset(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        String stepping = group.orElse(config.streaming().applicationId());
        try (Admin admin = ClusterConnection.openAdmin(config);
                RecordReader reader = RecordReader.open(config, Optional.of(stepping))) {
            requireStopped(admin, stepping);
            ConsumerRecord<byte[], byte[]> record = requireNext(reader, committed(admin, stepping), stepping);
            ProducerRecord<byte[], byte[]> audit =
                    audit(config.topics().catalogue().rejected().name(), record, stepping);
            Coordinates kept = step(config, reader.groupMetadata(), audit);
            surroundings
                    .out()
                    .println("Group " + stepping + " goes on after " + at + "; the record is kept at " + kept
                            + " with reason SKIPPED.");
            surroundings.out().flush();
        }
        return ExitCode.OK;
    }

    private void requireStopped(Admin admin, String stepping) {
        ConsumerGroupDescription description = Optional.ofNullable(answer(
                                "looking for group " + stepping,
                                admin.describeConsumerGroups(List.of(stepping)).all())
                        .get(stepping))
                .orElseThrow(() -> CommandFailed.failed("there is no group " + stepping + ". Check --group"));
        if (description.groupState() != GroupState.EMPTY) {
            throw CommandFailed.failed("group " + stepping + " is " + description.groupState() + " with "
                    + description.members().size()
                    + " members: stop all its processes first, and wait until their session has ended (45 s)");
        }
    }

    private long committed(Admin admin, String stepping) {
        Map<?, OffsetAndMetadata> offsets = answer(
                "reading the offsets of " + stepping,
                admin.listConsumerGroupOffsets(stepping).partitionsToOffsetAndMetadata());
        return Optional.ofNullable(offsets.get(at.topicPartition()))
                .map(OffsetAndMetadata::offset)
                .orElseThrow(() -> CommandFailed.failed("group " + stepping + " has not come to " + at.topicPartition()
                        + " yet. Check the coordinates"));
    }

    private ConsumerRecord<byte[], byte[]> requireNext(RecordReader reader, long committed, String stepping) {
        // Markers of transactions take offsets too, so the next record may be a little after the committed offset.
        ConsumerRecord<byte[], byte[]> next = reader.firstFrom(new Coordinates(at.topic(), at.partition(), committed))
                .orElseThrow(() -> CommandFailed.failed("group " + stepping + " stands at " + committed + " of "
                        + at.topicPartition() + ", and no record has come after it: there is nothing to skip"));
        if (next.offset() != at.offset()) {
            throw CommandFailed.failed("the next record of group " + stepping + " in " + at.topicPartition()
                    + " is at offset " + next.offset() + ", not " + at.offset()
                    + ". Only the next record can be skipped, so that none is lost by mistake");
        }
        return next;
    }

    private ProducerRecord<byte[], byte[]> audit(String topic, ConsumerRecord<byte[], byte[]> record, String stepping) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            headers.add(header);
        }
        put(headers, RejectedRecord.TOPIC, at.topic());
        put(headers, RejectedRecord.PARTITION, Integer.toString(at.partition()));
        put(headers, RejectedRecord.OFFSET, Long.toString(at.offset()));
        put(headers, RejectedRecord.MESSAGE, because);
        put(headers, RejectedRecord.REASON, "SKIPPED");
        put(headers, RejectedRecord.GROUP, stepping);
        Optional.ofNullable(record.key())
                .ifPresent(key -> put(headers, RejectedRecord.STREAM, new String(key, StandardCharsets.UTF_8)));
        return new ProducerRecord<>(topic, null, record.key(), record.value(), headers);
    }

    private Coordinates step(
            EarwitnessConfig config, ConsumerGroupMetadata stepping, ProducerRecord<byte[], byte[]> audit) {
        String id = "earwitness-skip-" + stepping.groupId() + "-" + at.topicPartition();
        try (KafkaProducer<byte[], byte[]> producer = RecordWriter.open(config, Optional.of(id))) {
            producer.initTransactions();
            producer.beginTransaction();
            try {
                Future<RecordMetadata> sent = producer.send(audit);
                producer.sendOffsetsToTransaction(
                        Map.of(at.topicPartition(), new OffsetAndMetadata(at.offset() + 1)), stepping);
                producer.commitTransaction();
                RecordMetadata kept = sent.get(COMMITTED_SECONDS, TimeUnit.SECONDS);
                return new Coordinates(audit.topic(), kept.partition(), kept.offset());
            } catch (KafkaException e) {
                producer.abortTransaction();
                throw e;
            }
        } catch (KafkaException e) {
            throw CommandFailed.failed("skipping " + at + " failed and changed nothing: " + e.getMessage(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw CommandFailed.failed(
                    "skipping " + at + " was committed, but where the record is kept is not known", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted after skipping " + at, e);
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T answer(String what, KafkaFuture<T> future) {
        try {
            return future.get(ClusterConnection.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            throw cause instanceof org.apache.kafka.common.errors.TimeoutException
                    ? CommandFailed.unavailable(what + " took too long. Check --bootstrap-server", cause)
                    : CommandFailed.failed(what + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw CommandFailed.unavailable(what + " took too long. Check --bootstrap-server", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailed.failed("interrupted while " + what, e);
        }
    }
}
