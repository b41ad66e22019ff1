package org.earwitness.streaming.replay;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.earwitness.schemas.Segment;

/** Lets the records of an excerpt through, each at its pace; all others end here. */
public final class SelectProcessor implements Processor<String, Segment, String, Segment> {
    private final Excerpt excerpt;
    private ProcessorContext<String, Segment> context;

    /** @param excerpt what is let through */
    public SelectProcessor(Excerpt excerpt) {
        this.excerpt = excerpt;
    }

    @Override
    public void init(ProcessorContext<String, Segment> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, Segment> record) {
        long offset = context.recordMetadata().map(RecordMetadata::offset).orElse(-1L);
        if (record.key() != null && excerpt.processes(record.key(), offset)) {
            Optional.ofNullable(record.value())
                    .filter(segment -> excerpt.speaksOf(record.key(), segment))
                    .ifPresent(excerpt.pace()::await);
            context.forward(record);
        }
    }
}
