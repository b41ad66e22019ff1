package org.earwitness.streaming.interval;

import org.earwitness.schemas.CloseReason;
import org.earwitness.schemas.SegmentEvent;

/** What intervals are built from. */
public sealed interface Observation {

    /** The event of one segment. */
    record Of(SegmentEvent event) implements Observation {}

    /** Nothing of what is open goes on. */
    record End(CloseReason reason) implements Observation {}
}
