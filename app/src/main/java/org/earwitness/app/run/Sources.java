package org.earwitness.app.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.Reading;
import org.earwitness.ingest.StreamSource;

/** Reads the media of a run side by side, a few at a time, in the order of the command line. One thread. */
final class Sources {
    private final Function<StreamSource, OpenSource> start;
    private final int atOnce;
    private final int streams;
    private final Queue<NamedMedia> waiting;
    private final List<OpenSource> open = new ArrayList<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Map<String, Long> segments = new HashMap<>();
    private final Map<String, Double> shares = new HashMap<>();
    private boolean stopped;

    /** A source that is being read, as far as a run looks at it. */
    interface OpenSource {
        String stream();

        /** Segments written so far. */
        long segments();

        /** Which part was read, 0 to 1, if its end is known. */
        Optional<Double> progress();

        /** How it ended, if it has. */
        Optional<Outcome> outcome();

        void stop();
    }

    private record IngestedSource(Reading reading) implements OpenSource {
        @Override
        public String stream() {
            return reading.stream();
        }

        @Override
        public long segments() {
            return reading.segments();
        }

        @Override
        public Optional<Double> progress() {
            return reading.progress();
        }

        @Override
        public Optional<Outcome> outcome() {
            return Optional.ofNullable(reading.outcome().getNow(null));
        }

        @Override
        public void stop() {
            reading.stop();
        }
    }

    /** An end that was noticed. */
    record End(String stream, Outcome outcome) {}

    /**
     * @param atOnce most sources that are read at the same time
     */
    Sources(Ingest ingest, List<NamedMedia> media, int atOnce) {
        this(source -> new IngestedSource(ingest.start(source)), media, atOnce);
    }

    Sources(Function<StreamSource, OpenSource> start, List<NamedMedia> media, int atOnce) {
        this.start = start;
        this.atOnce = atOnce;
        this.streams = media.size();
        this.waiting = new ArrayDeque<>(media);
    }

    /** Starts what may be started and gives the ends since the last call. */
    List<End> advance() {
        List<End> ends = new ArrayList<>();
        Iterator<OpenSource> readings = open.iterator();
        while (readings.hasNext()) {
            OpenSource reading = readings.next();
            segments.put(reading.stream(), reading.segments());
            reading.progress().ifPresent(share -> shares.put(reading.stream(), share));
            Optional<Outcome> outcome = reading.outcome();
            if (outcome.isPresent()) {
                readings.remove();
                ends.add(end(reading.stream(), outcome.get()));
            }
        }
        while (!stopped && open.size() < atOnce && !waiting.isEmpty()) {
            NamedMedia next = waiting.remove();
            open.add(start.apply(StreamSource.file(next.stream(), next.address())));
        }
        return ends;
    }

    /** Stops what is read and starts nothing more; what waited counts as stopped. */
    List<End> stop() {
        stopped = true;
        open.forEach(OpenSource::stop);
        List<End> ends = new ArrayList<>();
        while (!waiting.isEmpty()) {
            ends.add(end(waiting.remove().stream(), new Outcome.Stopped(0)));
        }
        return ends;
    }

    /** Segments that were written so far. */
    long segments() {
        return segments.values().stream().mapToLong(count -> count).sum();
    }

    /** How each stream ended, as far as it has. */
    Map<String, Outcome> outcomes() {
        return Map.copyOf(outcomes);
    }

    /**
     * How many segments there will be, as far as anybody can tell.
     *
     * @return below 0 when the end of a source is not known
     */
    double expectedSegments() {
        double known = 0;
        for (Map.Entry<String, Long> stream : segments.entrySet()) {
            double share = outcomes.containsKey(stream.getKey()) ? 1 : shares.getOrDefault(stream.getKey(), 0.0);
            if (share <= 0) {
                return -1;
            }
            known += stream.getValue() / share;
        }
        // What has not begun is taken to be as long as the others are on the average.
        return segments.isEmpty() ? -1 : known / segments.size() * streams;
    }

    private End end(String stream, Outcome outcome) {
        outcomes.put(stream, outcome);
        segments.put(stream, outcome.segments());
        return new End(stream, outcome);
    }
}
