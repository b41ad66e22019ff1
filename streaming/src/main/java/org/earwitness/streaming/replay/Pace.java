package org.earwitness.streaming.replay;

import org.earwitness.schemas.Segment;

/** When a segment may go on. Any thread. */
public interface Pace {
    /** As fast as it goes. */
    Pace UNLIMITED = segment -> {};

    /** Returns when the segment is due; waits no longer than the media of one second takes at this pace. */
    void await(Segment segment);
}
