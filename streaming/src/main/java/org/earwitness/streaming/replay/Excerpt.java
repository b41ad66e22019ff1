package org.earwitness.streaming.replay;

import java.util.Map;
import java.util.Optional;
import org.earwitness.schemas.Segment;

/**
 * The streams that a replay processes and the stretch of each; records of all others are passed over.
 *
 * @param stretches by the stream's name
 * @param pace when the next segment may go on
 */
public record Excerpt(Map<String, Stretch> stretches, Pace pace) {

    public Excerpt {
        stretches = Map.copyOf(stretches);
    }

    /** The stretch of a stream; empty when it is none of the replay's. */
    Optional<Stretch> of(String stream) {
        return Optional.ofNullable(stretches.get(stream));
    }

    /** Whether the record of a stream at this offset is processed. */
    boolean processes(String stream, long offset) {
        Stretch stretch = stretches.get(stream);
        return stretch != null && stretch.processes(offset);
    }

    /** Whether a segment is one whose event comes out; what only fills windows is not paced. */
    boolean speaksOf(String stream, Segment segment) {
        return of(stream)
                .filter(stretch -> stretch.reports(new Place(segment.getEpoch(), segment.getIndex())))
                .isPresent();
    }
}
