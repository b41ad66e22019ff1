package org.earwitness.streaming.interval;

import java.util.List;
import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.SegmentEvent;

/** What intervals are built from. */
public sealed interface Observation {

    /**
     * The event of one segment.
     *
     * @param event the event
     * @param labels the labels of the pack that made it, in the order of its probabilities
     */
    record Of(SegmentEvent event, List<String> labels) implements Observation {}

    /** Nothing of what is open goes on. */
    record End(CloseReason reason) implements Observation {}
}
