package org.earwitness.app.replay;

import java.util.List;
import java.util.Optional;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;
import org.earwitness.streaming.replay.StreamLog;

/**
 * What a replay was asked for, of one stream: the segments that are there.
 *
 * @param stream name of the stream
 * @param partition where it lies
 * @param log everything that was seen of it
 * @param segments those of the range, in order; at least one
 * @param end the first place behind the range
 */
record StreamRange(String stream, int partition, StreamLog log, List<Sighting> segments, Place end) {
    /** Behind every segment there can be. */
    static final Place NO_END = new Place(Long.MAX_VALUE, 0);

    StreamRange {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("the range of stream " + stream + " has no segment");
        }
    }

    /** The range between two bounds; empty when no segment of the stream lies there. */
    static Optional<StreamRange> of(String stream, int partition, StreamLog log, Bound from, Bound to) {
        long newest = log.last().map(last -> last.place().epoch()).orElse(0L);
        List<Sighting> segments = log.range(each -> from.begins(each, newest), each -> to.ends(each, newest));
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        Place last = segments.get(segments.size() - 1).place();
        Place end = log.range(each -> last.isBefore(each.place()), any -> false).stream()
                .map(Sighting::place)
                .findFirst()
                .orElse(NO_END);
        return Optional.of(new StreamRange(stream, partition, log, segments, end));
    }

    /** The first segment. */
    Sighting first() {
        return segments.get(0);
    }

    /** The segments between two places, the second excluded. */
    List<Sighting> between(Place from, Place to) {
        return segments.stream()
                .filter(each -> !each.place().isBefore(from) && each.place().isBefore(to))
                .toList();
    }
}
