package org.earwitness.ingest.roster;

import java.util.List;
import org.earwitness.ingest.StreamDefinition;

/**
 * The difference of two lists of streams; a stream is in one part at most, and one that is the same in both lists in none.
 *
 * @param start streams that are new
 * @param restart streams whose definition is another one now
 * @param stop names of streams that are gone
 */
public record RosterChange(List<StreamDefinition> start, List<StreamDefinition> restart, List<String> stop) {
    public RosterChange {
        start = List.copyOf(start);
        restart = List.copyOf(restart);
        stop = List.copyOf(stop);
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return start.isEmpty() && restart.isEmpty() && stop.isEmpty();
    }

    @Override
    public String toString() {
        return start.size() + " to start, " + restart.size() + " to restart, " + stop.size() + " to stop";
    }
}
