package org.earwitness.app.guarantee;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What lies in the topics, as a reader of committed records sees it; each list in the order of each partition.
 *
 * @param segments what went in
 * @param events what came out
 * @param intervals what came out of that
 * @param rejections what was refused
 * @param settled whether everything that went in has had its time: an event that is not there will not come
 */
public record Evidence(
        List<LoggedSegment> segments,
        List<LoggedEvent> events,
        List<LoggedInterval> intervals,
        List<LoggedRejection> rejections,
        boolean settled) {

    public Evidence {
        segments = List.copyOf(segments);
        events = List.copyOf(events);
        intervals = List.copyOf(intervals);
        rejections = List.copyOf(rejections);
    }

    /** The same with the claim that nothing more will come, or without it. */
    public Evidence settled(boolean claim) {
        return new Evidence(segments, events, intervals, rejections, claim);
    }

    /** Where the refused records lie. */
    Set<Place> refused() {
        return rejections.stream()
                .flatMap(rejection -> rejection.source().stream())
                .collect(Collectors.toSet());
    }
}
