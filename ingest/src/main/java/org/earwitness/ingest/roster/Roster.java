package org.earwitness.ingest.roster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earwitness.ingest.StreamDefinition;

/**
 * The streams that there should be, by name.
 *
 * @param streams each under its own name
 */
public record Roster(Map<String, StreamDefinition> streams) {
    /** No streams. */
    public static final Roster EMPTY = new Roster(Map.of());

    public Roster {
        streams = Map.copyOf(streams);
        streams.forEach((name, definition) -> {
            if (!name.equals(definition.stream())) {
                throw new IllegalArgumentException(
                        "stream " + definition.stream() + " stands in the list under the name " + name);
            }
        });
    }

    /**
     * A list of streams.
     *
     * @throws IllegalArgumentException when two have one name
     */
    public static Roster of(Collection<StreamDefinition> definitions) {
        Map<String, StreamDefinition> streams = new TreeMap<>();
        for (StreamDefinition definition : definitions) {
            if (streams.put(definition.stream(), definition) != null) {
                throw new IllegalArgumentException(
                        "two streams are called '" + definition.stream() + "'. Give one another name.");
            }
        }
        return new Roster(streams);
    }

    /** What has to happen for another list to be carried out instead of this one; each part in the order of the names. */
    public RosterChange changeTo(Roster next) {
        List<StreamDefinition> start = new ArrayList<>();
        List<StreamDefinition> restart = new ArrayList<>();
        new TreeMap<>(next.streams).forEach((name, definition) -> {
            if (!streams.containsKey(name)) {
                start.add(definition);
            } else if (!definition.equals(streams.get(name))) {
                restart.add(definition);
            }
        });
        List<String> stop = streams.keySet().stream()
                .filter(name -> !next.streams.containsKey(name))
                .sorted()
                .toList();
        return new RosterChange(start, restart, stop);
    }
}
