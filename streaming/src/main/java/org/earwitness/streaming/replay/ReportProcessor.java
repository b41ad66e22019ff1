package org.earwitness.streaming.replay;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.earwitness.schemas.SegmentEvent;

/** Lets the events come out that an excerpt speaks of, and keeps those back that only filled its window. */
public final class ReportProcessor extends ContextualProcessor<String, SegmentEvent, String, SegmentEvent> {
    private final Excerpt excerpt;

    /** @param excerpt what is spoken of */
    public ReportProcessor(Excerpt excerpt) {
        this.excerpt = excerpt;
    }

    @Override
    public void process(Record<String, SegmentEvent> record) {
        Place place = new Place(record.value().getEpoch(), record.value().getIndex());
        if (excerpt.of(record.key()).filter(stretch -> stretch.reports(place)).isPresent()) {
            context().forward(record);
        }
    }
}
