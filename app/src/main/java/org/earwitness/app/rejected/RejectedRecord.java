package org.earwitness.app.rejected;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record of the topic of rejected records, read through the headers that whoever refused it wrote (KIP-1034 and ours). */
record RejectedRecord(ConsumerRecord<byte[], byte[]> record) {
    static final String ERRORS = "__streams.errors.";
    static final String REASON = "earwitness.reason";
    static final String STREAM = "earwitness.stream";
    static final String INDEX = "earwitness.index";
    static final String EPOCH = "earwitness.epoch";
    static final String REPLAYED = "earwitness.replayed";
    static final String GROUP = "earwitness.group";
    static final String MESSAGE = ERRORS + "message";
    static final String TOPIC = ERRORS + "topic";
    static final String PARTITION = ERRORS + "partition";
    static final String OFFSET = ERRORS + "offset";

    Coordinates coordinates() {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    Instant time() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** The newest value of a header as text. */
    Optional<String> header(String name) {
        return header(record.headers(), name);
    }

    /** Where the record was when it was refused; empty when its headers do not say so. */
    Optional<Coordinates> origin() {
        return originOf(record.headers());
    }

    /** The same of the headers of such a record. */
    static Optional<Coordinates> originOf(Headers headers) {
        try {
            return header(headers, TOPIC)
                    .flatMap(topic -> header(headers, PARTITION)
                            .flatMap(partition -> header(headers, OFFSET)
                                    .map(offset -> new Coordinates(
                                            topic, Integer.parseInt(partition), Long.parseLong(offset)))));
        } catch (NumberFormatException e) {
            return Optional.empty(); // somebody else's header under the same name
        }
    }

    private static Optional<String> header(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .flatMap(header -> Optional.ofNullable(header.value()))
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }

    /** The headers it had before it was refused. */
    Headers originalHeaders() {
        Headers original = new RecordHeaders();
        for (Header header : record.headers()) {
            String name = header.key();
            boolean added = name.startsWith(ERRORS)
                    || name.equals(REASON)
                    || name.equals(STREAM)
                    || name.equals(INDEX)
                    || name.equals(EPOCH)
                    || name.equals(GROUP);
            if (!added) {
                original.add(header);
            }
        }
        return original;
    }
}
