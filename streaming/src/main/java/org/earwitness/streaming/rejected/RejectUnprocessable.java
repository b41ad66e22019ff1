package org.earwitness.streaming.rejected;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Turns a {@link SegmentRefused} into a dead letter and goes on; fails on everything else. Kafka Streams makes it and hands it the
 * {@link DeadLetters} under {@link DeadLetters#SETTING}.
 */
public final class RejectUnprocessable implements ProcessingExceptionHandler {
    private Optional<DeadLetters> letters = Optional.empty();

    @Override
    public void configure(Map<String, ?> settings) {
        letters = Optional.ofNullable(settings.get(DeadLetters.SETTING)).map(DeadLetters.class::cast);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
        return letters.flatMap(known -> known.letterFor(context, failure))
                .map(letter -> Response.resume(List.of(letter)))
                .orElseGet(Response::fail);
    }
}
