package org.earwitness.app.models;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.models.RunningPacks.Seen;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.streaming.control.WantedPacks;

/**
 * Which of the live streams of an assignment run what it wants. A stream is live when an event of it was due lately; one that is
 * not changes when it comes again, and nobody waits for it. Pure: time is given.
 *
 * @param assignment what is wanted
 * @param begunMillis when it was written, milliseconds of Unix time
 */
record ArrivedStreams(ModelAssignment assignment, long begunMillis) {
    private static final long LIVE_MILLIS = 10_000;

    /** Whether all of them do, and have had an event since. */
    boolean all(Map<String, Seen> streams, long nowMillis) {
        return missing(streams, nowMillis).isEmpty();
    }

    /** Those that do not, in alphabetical order. */
    List<String> missing(Map<String, Seen> streams, long nowMillis) {
        return streams.entrySet().stream()
                .filter(stream -> isMine(stream.getKey()))
                .filter(stream -> nowMillis - stream.getValue().writtenMillis() < LIVE_MILLIS)
                .filter(stream -> !has(stream.getKey(), stream.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** How many do. */
    long count(Map<String, Seen> streams) {
        return streams.entrySet().stream()
                .filter(stream -> isMine(stream.getKey()))
                .filter(stream -> has(stream.getKey(), stream.getValue()))
                .count();
    }

    private boolean isMine(String stream) {
        return assignment.getScope().equals(WantedPacks.ALL_STREAMS)
                || assignment.getScope().equals(stream);
    }

    private boolean has(String stream, Seen seen) {
        WantedPacks wanted = WantedPacks.of(stream, Optional.of(assignment), "");
        return seen.pack().getDigest().equals(wanted.digest()) && seen.writtenMillis() >= begunMillis;
    }
}
