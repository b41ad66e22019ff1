package org.earwitness.app.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.StreamNames;
import org.earwitness.ingest.roster.Roster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Reads files and URLs and writes their segments to a cluster: those of the command line once, those of a list for as long as they
 * are in it, or those of a group's list that fall to this worker.
 */
@Command(
        name = "ingest",
        description = {
            "Read files or URLs and write one segment a second of each to a Kafka cluster.",
            "",
            "MEDIA are read once, side by side: files as fast as possible, from segment 0, unless --real-time or --loop make live"
                    + " streams of them; URLs of live protocols (rtsp, rtmp, srt, udp, rtp) are live streams, whose segments count Unix"
                    + " seconds. Ends when all sources have ended.",
            "",
            "--stream and the `streams:` of --config are kept going: a live stream that breaks is opened again. The file is watched:"
                    + " streams that are added, changed or removed there are started, restarted or stopped, the others not touched."
                    + " docs/streams.yaml shows one.",
            "",
            "--group makes this one of several workers that share the streams of av.sources (`sources add`). When one ends or dies,"
                    + " the others take over what it read.",
            "",
            "Refuses to start when a topic or schema is missing; `topics apply` makes them."
        })
public final class IngestCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..*",
            paramLabel = "MEDIA",
            description = "File or URL, or NAME=MEDIA to name the stream; else a stream has its file's name.")
    private List<String> media = new ArrayList<>();

    @Option(
            names = "--stream",
            paramLabel = "ID=URL",
            description = "A stream that is kept going, beside those of --config. Repeatable.")
    private List<String> streams = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Share the streams of av.sources with the other workers of this group.")
    private Optional<String> group = Optional.empty();

    @Option(
            names = "--worker",
            paramLabel = "NAME",
            description = "Name of this worker in its group; else its host's with something that no other has.")
    private Optional<String> worker = Optional.empty();

    @Option(names = "--loop", description = "Play files again and again in real time, as live streams.")
    private boolean loop;

    @Option(names = "--real-time", description = "Play files in real time, as live streams.")
    private boolean realTime;

    @Option(
            names = "--again",
            description =
                    "Read files whose streams are known to the cluster anew, in the next epoch; else their segments are"
                            + " taken for duplicates.")
    private boolean again;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics and /health there (metrics.port); 0 for any free one.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public IngestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        refuseContradictions(config);
        Supplier<Integer> work = prepared(config);
        return work.get();
    }

    /** What is to be done, with whatever is wrong on the command line refused before anything is opened. */
    private Supplier<Integer> prepared(EarwitnessConfig config) {
        if (group.isPresent()) {
            return () -> opened(config, new GroupIngest(group.get(), worker)::run);
        }
        if (!media.isEmpty()) {
            OnceIngest once = new OnceIngest(named(), loop, realTime, again);
            return () -> opened(config, once::run);
        }
        GivenList list = new GivenList(configuration, surroundings, streams);
        Roster first = list.of(config);
        return () -> opened(config, parts -> new ListedIngest(list, first, again).run(parts));
    }

    private int opened(EarwitnessConfig config, ToIntFunction<IngestParts> work) {
        try (EndSignal end = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            return work.applyAsInt(IngestParts.open(config, metricsPort, surroundings, end, parts));
        }
    }

    private void refuseContradictions(EarwitnessConfig config) {
        boolean listed = !streams.isEmpty() || !config.streams().isEmpty();
        boolean ownPace = loop || realTime;
        if (group.isPresent() && (!media.isEmpty() || listed)) {
            throw CommandFailed.usage(
                    "--group reads the streams of av.sources and nothing else. Leave out MEDIA, --stream and"
                            + " `streams:`, or add them to the list: `earwitness sources add ID=URL`, or with --config FILE.");
        }
        if (worker.isPresent() && group.isEmpty()) {
            throw CommandFailed.usage("--worker names a worker of a group. Use it with --group NAME.");
        }
        if (!media.isEmpty() && !streams.isEmpty()) {
            throw CommandFailed.usage("MEDIA are read once and --stream is kept going: one process does one of both.");
        }
        if (media.isEmpty() && ownPace) {
            throw CommandFailed.usage(
                    "--loop and --real-time are for MEDIA. A stream of a list says `playback: loop`.");
        }
        if (media.isEmpty() && group.isEmpty() && !listed) {
            throw CommandFailed.usage(
                    "there is nothing to read. Name MEDIA, --stream ID=URL, a file with `streams:` by --config"
                            + " FILE, or --group NAME.");
        }
    }

    private List<NamedMedia> named() {
        try {
            return StreamNames.name(media);
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
    }
}
