package org.earwitness.app.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.comparison.Verdict;
import org.earwitness.app.comparison.Verdict.Pack;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;

/**
 * Which packs answer which parts of a replay, in passes of one pack each. Pure.
 *
 * @param passes in the order in which they run
 */
record ReplayPlan(List<Pass> passes) {

    /**
     * One run of the topology.
     *
     * @param pack the pack that answers; empty for the one that the command names
     * @param parts at most one of each stream
     */
    record Pass(Optional<Pack> pack, List<Part> parts) {
        Pass {
            parts = List.copyOf(parts);
        }

        /** How many events will come out. */
        long expected() {
            return parts.stream()
                    .mapToLong(
                            part -> part.range().between(part.from(), part.to()).size())
                    .sum();
        }
    }

    ReplayPlan {
        passes = List.copyOf(passes);
    }

    /** One pack answers everything. */
    static ReplayPlan withOnePack(List<StreamRange> ranges) {
        List<Part> parts = ranges.stream()
                .map(range -> new Part(range, range.first().place(), range.end(), Optional.empty(), false))
                .toList();
        return new ReplayPlan(List.of(new Pass(Optional.empty(), parts)));
    }

    /**
     * Each segment is answered by the pack that answered it first.
     *
     * @param originals what was said first, by stream
     * @throws CommandFailed when nothing is left of what was said of a stream
     */
    static ReplayPlan following(List<StreamRange> ranges, Map<String, StreamResults> originals) {
        Map<String, List<Part>> passes = new LinkedHashMap<>();
        for (StreamRange range : ranges) {
            StreamResults original = originals.getOrDefault(range.stream(), new StreamResults());
            List<Part> parts = parts(range, original);
            for (int i = 0; i < parts.size(); i++) {
                String pass = i + " " + parts.get(i).pack().orElseThrow().digest();
                passes.computeIfAbsent(pass, any -> new ArrayList<>()).add(parts.get(i));
            }
        }
        return new ReplayPlan(passes.values().stream()
                .map(parts -> new Pass(parts.get(0).pack(), parts))
                .toList());
    }

    private static List<Part> parts(StreamRange range, StreamResults original) {
        List<Part> parts = new ArrayList<>();
        Optional<Pack> pack = Optional.empty();
        Place from = range.first().place();
        for (Sighting segment : range.segments()) {
            Optional<Pack> its =
                    Optional.ofNullable(original.events().get(segment.place())).map(Verdict::pack);
            if (pack.isPresent() && its.isPresent() && !its.equals(pack)) {
                parts.add(new Part(range, from, segment.place(), pack, !parts.isEmpty()));
                from = segment.place();
            }
            // A segment without an event is answered by the pack of those around it.
            pack = its.isPresent() ? its : pack;
        }
        if (pack.isEmpty()) {
            throw CommandFailed.unusableInput(
                    "stream " + range.stream() + ": there are no events any more, or none yet,"
                            + " that would name the pack. Name one with --pack.");
        }
        parts.add(new Part(range, from, range.end(), pack, !parts.isEmpty()));
        return parts;
    }
}
