package org.earwitness.app.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.command.ExitCode;
import org.earwitness.ingest.Ingest;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.Reading;
import org.earwitness.ingest.StreamSource;

/**
 * Reads the media of a command line once, until all have ended or the process is told to end.
 *
 * @param named the media
 * @param loop files are played again and again
 * @param realTime files are played in real time
 * @param again files are read in a new epoch
 */
record OnceIngest(List<NamedMedia> named, boolean loop, boolean realTime, boolean again) {
    private static final Duration LOOK = Duration.ofMillis(250);

    int run(IngestParts parts) {
        ClusterAccess cluster = parts.cluster();
        RequiredTopics.checkWithoutSources(cluster);
        SourcePlan plan = new SourcePlan(loop, realTime, again, Clock.systemUTC());
        Map<String, Long> lastEpochs = new HashMap<>();
        LastRuns.read(cluster, named.stream().map(NamedMedia::stream).toList()).forEach((stream, last) -> {
            if (last.epoch() >= 0) {
                lastEpochs.put(stream, last.epoch());
            }
        });
        List<StreamSource> sources = plan.of(named, lastEpochs);
        Ingest ingest = parts.parts()
                .add(
                        "ingest",
                        new Ingest(
                                parts.config().ingest(),
                                cluster.kafka().forProducer(),
                                cluster.topics(),
                                cluster.serdes(),
                                parts.telemetry().meters()));
        List<Reading> readings = sources.stream().map(ingest::start).toList();
        parts.health().begin();
        parts.say(readings.size() == 1 ? "Reading 1 stream." : "Reading " + readings.size() + " streams.");
        return watch(readings, parts);
    }

    /** How a stream ended, for people. */
    static String sentence(String stream, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return "earwitness: " + stream + ": " + failed.reason();
        }
        return stream + " ended after " + outcome.segments() + (outcome.segments() == 1 ? " segment." : " segments.");
    }

    private static int watch(List<Reading> readings, IngestParts parts) {
        List<Reading> open = new ArrayList<>(readings);
        int code = ExitCode.OK;
        while (!open.isEmpty() && !parts.end().await(LOOK)) {
            for (Reading reading : List.copyOf(open)) {
                Optional<Outcome> outcome =
                        Optional.ofNullable(reading.outcome().getNow(null));
                if (outcome.isPresent()) {
                    open.remove(reading);
                    parts.say(sentence(reading.stream(), outcome.get()));
                    code = outcome.get() instanceof Outcome.Failed ? ExitCode.UNUSABLE_INPUT : code;
                }
            }
        }
        return code;
    }
}
