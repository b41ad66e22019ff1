package org.earwitness.streaming.rejected;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.earwitness.streaming.rejected.SegmentRefused.Place;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the dead letter of a refused record: key and value as they came, the original headers, Kafka's own {@code
 * __streams.errors.*} (KIP-1034) and {@code earwitness.reason}, {@code .stream}, {@code .epoch}, {@code .index}.
 *
 * <p>What is not a record's own fault gets no letter: {@link #letterFor} is empty and the caller fails. Any thread.
 */
public final class DeadLetters {
    /** Setting under which Kafka Streams hands the dead letters to our handlers. */
    public static final String SETTING = "earwitness.dead.letters";

    // A letter must fit its topic, whatever an exception says: the topic allows 64 KiB beside the largest segment.
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_STACK_TRACE = 12_000;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final String topic;
    private final Map<RejectionReason, Counter> rejected;

    /**
     * @param topic where refused records go
     * @param meters counts them by reason; stays the caller's
     */
    public DeadLetters(String topic, MeterRegistry meters) {
        this.topic = topic;
        this.rejected = Stream.of(RejectionReason.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        reason -> meters.counter("earwitness.streaming.rejected", "reason", reason.tag())));
    }

    /** The letter of the record that could not be processed; empty when the failure is not the record's fault. */
    Optional<ProducerRecord<byte[], byte[]>> letterFor(ErrorHandlerContext context, Exception failure) {
        if (failure instanceof SegmentRefused refused) {
            return Optional.of(letter(context, refused, refused.reason(), refused.place()));
        }
        return Optional.empty();
    }

    /** The letter of the record that could not be decoded; empty when the registry, not the record, is at fault. */
    Optional<ProducerRecord<byte[], byte[]>> letterForUndecodable(ErrorHandlerContext context, Exception failure) {
        if (failure instanceof SerializationException) {
            return Optional.of(letter(context, failure, RejectionReason.UNDECODABLE, Optional.empty()));
        }
        return Optional.empty();
    }

    private ProducerRecord<byte[], byte[]> letter(
            ErrorHandlerContext context, Exception failure, RejectionReason reason, Optional<Place> place) {
        Optional.ofNullable(rejected.get(reason)).ifPresent(Counter::increment);
        LOG.warn(
                "A record of {}-{} at offset {} is refused ({}): {}",
                context.topic(),
                context.partition(),
                context.offset(),
                reason,
                failure.getMessage());
        // The broker stamps the letter: a time before 1970 in a broken record must not hinder it.
        return new ProducerRecord<>(
                topic,
                null,
                null,
                context.sourceRawKey(),
                context.sourceRawValue(),
                headers(context, failure, reason, place));
    }

    private static Headers headers(
            ErrorHandlerContext context, Exception failure, RejectionReason reason, Optional<Place> place) {
        List<Header> original = new ArrayList<>();
        context.headers().forEach(original::add);
        Headers headers = new RecordHeaders(original);
        put(headers, "__streams.errors.exception", failure.getClass().getName());
        put(headers, "__streams.errors.message", cut(String.valueOf(failure.getMessage()), LONGEST_MESSAGE));
        put(headers, "__streams.errors.stacktrace", cut(stackTrace(failure), LONGEST_STACK_TRACE));
        put(headers, "__streams.errors.topic", context.topic());
        put(headers, "__streams.errors.partition", Integer.toString(context.partition()));
        put(headers, "__streams.errors.offset", Long.toString(context.offset()));
        put(headers, "earwitness.reason", reason.name());
        put(headers, "earwitness.stream", place.map(Place::stream).orElseGet(() -> text(context.sourceRawKey())));
        place.ifPresent(known -> {
            put(headers, "earwitness.epoch", Long.toString(known.epoch()));
            put(headers, "earwitness.index", Long.toString(known.index()));
        });
        return headers;
    }

    /** Replaces a header of that name: a letter that was replayed and refused again tells of the last refusal. */
    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static String stackTrace(Exception failure) {
        StringWriter text = new StringWriter();
        try (PrintWriter lines = new PrintWriter(text)) {
            failure.printStackTrace(lines);
        }
        return text.toString();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }
}
