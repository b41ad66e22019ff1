package org.earwitness.app.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.ingest.Outcome;
import org.earwitness.ingest.roster.LastRun;
import org.earwitness.ingest.roster.ReleasedFiles;
import org.earwitness.ingest.roster.Roster;
import org.earwitness.ingest.roster.WorkerSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the streams of a list going until the process is told to end, or all have ended and no file can add others.
 *
 * @param list where the streams come from
 * @param first the streams at the start
 * @param again files that were read to their end before are read anew
 */
record ListedIngest(GivenList list, Roster first, boolean again) {
    private static final Logger LOG = LoggerFactory.getLogger(ListedIngest.class);
    private static final Duration LOOK = Duration.ofMillis(250);

    int run(IngestParts parts) {
        list.warnings().forEach(warning -> parts.say("earwitness: " + warning));
        ClusterAccess cluster = parts.cluster();
        RequiredTopics.checkWithoutSources(cluster);
        AtomicBoolean someFailed = new AtomicBoolean();
        RunningStreams running = SupervisedIngest.open(
                parts,
                "",
                WorkerSecrets.all(parts.surroundings().environment()),
                ReleasedFiles.all(),
                (stream, outcome) -> {
                    someFailed.compareAndSet(false, outcome instanceof Outcome.Failed);
                    parts.say(OnceIngest.sentence(stream, outcome));
                });
        RosterFollower follower = parts.parts()
                .add("the list of streams", new RosterFollower(running, streams -> lastRuns(cluster, streams)));
        Optional<Path> watched = list.file();
        Optional<WatchedFile> file = watched.map(WatchedFile::new);
        follower.become(first);
        parts.health().begin();
        parts.say(
                "Keeping " + first.streams().size() + (first.streams().size() == 1 ? " stream" : " streams") + " going"
                        + watched.map(path -> "; changes of " + path + " are carried out as they come.")
                                .orElse("."));
        file.ifPresent(it -> follower.watch(it, () -> reloaded(parts.config())));
        while (!parts.end().await(LOOK)) {
            if (watched.isEmpty() && running.areOver()) {
                return someFailed.get() ? ExitCode.UNUSABLE_INPUT : ExitCode.OK;
            }
        }
        return ExitCode.OK;
    }

    private Roster reloaded(EarwitnessConfig atStart) {
        EarwitnessConfig now = list.load();
        if (!now.withoutStreams().equals(atStart.withoutStreams())) {
            LOG.warn("settings beside `streams:` have changed too: they count from the next start on");
        }
        return list.of(now);
    }

    private Map<String, LastRun> lastRuns(ClusterAccess cluster, List<String> streams) {
        Map<String, LastRun> runs = LastRuns.read(cluster, streams);
        if (!again) {
            return runs;
        }
        Map<String, LastRun> open = new HashMap<>();
        runs.forEach((stream, last) -> open.put(stream, new LastRun(last.epoch(), false, last.worker())));
        return open;
    }
}
