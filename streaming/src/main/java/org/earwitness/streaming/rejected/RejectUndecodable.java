package org.earwitness.streaming.rejected;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Turns a record that cannot be decoded into a dead letter and goes on; fails when the schema registry is what failed. Kafka
 * Streams makes it and hands it the {@link DeadLetters} under {@link DeadLetters#SETTING}.
 */
public final class RejectUndecodable implements DeserializationExceptionHandler {
    private Optional<DeadLetters> letters = Optional.empty();

    @Override
    public void configure(Map<String, ?> settings) {
        letters = Optional.ofNullable(settings.get(DeadLetters.SETTING)).map(DeadLetters.class::cast);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
        return letters.flatMap(known -> known.letterForUndecodable(context, failure))
                .map(letter -> Response.resume(List.of(letter)))
                .orElseGet(Response::fail);
    }
}
