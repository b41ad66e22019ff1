package org.earwitness.app.run;

import java.util.List;
import java.util.Optional;

/**
 * Everything that was found in one stream, in order; what all renderings are made from.
 *
 * @param stream name of the stream
 * @param pack name and version of the pack that answered; empty when no segment was answered
 * @param segments one entry a segment, by index
 * @param intervals by start
 * @param endMicros end of the last segment on the stream's clock, padding not counted, microseconds
 * @param refused how many segments ended in the topic of rejected records
 */
public record StreamReport(
        String stream,
        Optional<String> pack,
        List<SegmentLine> segments,
        List<IntervalLine> intervals,
        long endMicros,
        long refused) {

    public StreamReport {
        segments = List.copyOf(segments);
        intervals = List.copyOf(intervals);
    }
}
