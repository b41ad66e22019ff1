package org.earwitness.app.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.TextTable;
import org.earwitness.app.comparison.StreamResults;
import org.earwitness.app.configuration.NearestName;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.TopicEnd;
import org.earwitness.streaming.interval.IntervalConfig;
import org.earwitness.streaming.replay.Place;
import org.earwitness.streaming.replay.Sighting;
import org.earwitness.streaming.replay.StreamLog;

/**
 * Finds what a replay works on: the segments of the range, and what was said of them first.
 *
 * @param cluster the cluster as configured
 * @param intervals how intervals are cut
 * @param latestMillis how much later than its moment a live segment may have been stored
 */
record ReplayInput(ClusterAccess cluster, IntervalConfig intervals, long latestMillis) {
    private static final long MILLIS = 1_000;

    /**
     * What was found.
     *
     * @param ranges one a stream, by name
     * @param originals what was said first, by stream
     */
    record Read(List<StreamRange> ranges, Map<String, StreamResults> originals) {
        Read {
            ranges = List.copyOf(ranges);
            originals = Map.copyOf(originals);
        }
    }

    /**
     * Reads it.
     *
     * @param wanted names of streams; empty for all
     * @throws CommandFailed when a stream is not known or the range has no segment of it
     */
    Read read(Set<String> wanted, Bound from, Bound to) {
        long leadMillis = latestMillis + MILLIS * intervals.maximumSegments();
        try (PartitionRead read = PartitionRead.open(cluster)) {
            StoredStreams.Found found = new StoredStreams(cluster, read).find(wanted, from, to, leadMillis);
            List<StreamRange> ranges = ranges(wanted, found, from, to);
            Map<String, Place> ends = new HashMap<>();
            ranges.forEach(range -> ends.put(range.stream(), range.end()));
            long since = ranges.stream()
                    .mapToLong(range -> range.first().appendedMillis())
                    .min()
                    .orElseThrow();
            Map<String, StreamResults> originals = new OriginalResults(cluster, read)
                    .read(ends, since, Math.max(0, since - MILLIS * intervals.maximumSegments()));
            return new Read(ranges, originals);
        }
    }

    private List<StreamRange> ranges(Set<String> wanted, StoredStreams.Found found, Bound from, Bound to) {
        List<StreamRange> ranges = new ArrayList<>();
        for (String stream : wanted.isEmpty() ? found.logs().keySet() : new TreeSet<>(wanted)) {
            StreamLog log = Optional.ofNullable(found.logs().get(stream))
                    .filter(known -> !known.media().isEmpty())
                    .orElseThrow(() -> unknown(stream, found.names()));
            Optional<StreamRange> range =
                    StreamRange.of(stream, found.partitions().getOrDefault(stream, 0), log, from, to);
            if (range.isPresent()) {
                ranges.add(range.orElseThrow());
            } else if (!wanted.isEmpty()) {
                throw CommandFailed.unusableInput("stream " + TextTable.printable(stream)
                        + " has no segment in this range; stored are " + extent(log) + ".");
            }
        }
        if (ranges.isEmpty()) {
            throw CommandFailed.unusableInput(
                    found.names().isEmpty()
                            ? "no segments are stored in "
                                    + cluster.topics().segments().name() + ". Read something with `earwitness ingest`."
                            : "no stream has a segment in this range. `--stream NAME` says what is stored of one.");
        }
        return ranges;
    }

    private CommandFailed unknown(String stream, Set<String> seen) {
        Set<String> known = new TreeSet<>(seen);
        TopicEnd.read(cluster, cluster.topics().streams().name(), record -> known.add(String.valueOf(record.key())));
        String nearest = NearestName.of(stream, known)
                .map(name -> " Did you mean " + TextTable.printable(name) + "?")
                .orElse("");
        String reason = known.contains(stream)
                ? " are no longer stored: retention has deleted them, or none came yet."
                : " were ever stored.";
        return CommandFailed.unusableInput("no segments of stream " + TextTable.printable(stream) + reason + nearest);
    }

    private static String extent(StreamLog log) {
        List<Sighting> media = log.media();
        Sighting first = media.get(0);
        Sighting last = media.get(media.size() - 1);
        return media.size() + " segments from " + place(first) + " to " + place(last);
    }

    private static String place(Sighting sighting) {
        boolean live = sighting.place().index() >= Bound.FIRST_UNIX_SECOND;
        return live
                ? Instant.ofEpochSecond(sighting.place().index()) + " (" + sighting.place() + ")"
                : sighting.place().toString();
    }
}
