package org.earwitness.streaming.replay;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.earwitness.schemas.SegmentEvent;
import org.earwitness.streaming.interval.Observation;

/**
 * Lets intervals see what an excerpt observes. Events that were made with half a window could open an interval that never was,
 * and an end behind the excerpt could close one that went on.
 */
public final class ObserveProcessor extends ContextualProcessor<String, Observation, String, Observation> {
    private final Excerpt excerpt;

    /** @param excerpt what is observed */
    public ObserveProcessor(Excerpt excerpt) {
        this.excerpt = excerpt;
    }

    @Override
    public void process(Record<String, Observation> record) {
        if (excerpt.of(record.key())
                .filter(stretch -> counts(stretch, record.value()))
                .isPresent()) {
            context().forward(record);
        }
    }

    private boolean counts(Stretch stretch, Observation observation) {
        if (observation instanceof Observation.Of observed) {
            SegmentEvent event = observed.event();
            return stretch.observes(new Place(event.getEpoch(), event.getIndex()));
        }
        return stretch.observesEnd(
                context().recordMetadata().map(RecordMetadata::offset).orElse(-1L));
    }
}
