package org.earwitness.app.replay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.replay.ReplayPlan.Pass;
import org.earwitness.app.run.RunTopics;
import org.earwitness.app.topics.Rights;
import org.earwitness.app.topics.Role;
import org.earwitness.app.worker.ClusterAccess;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.EngineOpening;
import org.earwitness.app.worker.OpenedParts;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.app.worker.RequiredTopics;
import org.earwitness.app.worker.Terminal;
import org.earwitness.inference.shelf.PackFolders;
import org.earwitness.streaming.replay.Pace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs stored segments through the topology again and says what changed. */
@Command(
        name = "replay",
        description = {
            "Run stored segments of a Kafka cluster through the same topology again, beside the localizer that works on them, and"
                    + " say what changed.",
            "",
            "Without --pack each segment is answered by the pack that answered it first: events and intervals must come out byte for"
                    + " byte as they were, and exit code 1 says that some did not. With --pack the answers of that pack are compared"
                    + " with the first ones.",
            "",
            "--from and --to are moments (2026-11-22T09:30:00Z, or a Unix second) of live streams, or segments of files (90, or"
                    + " epoch:index); the range holds its beginning and not its end, and without them all that is stored. What a window"
                    + " needs before the range is read too. Results go to topics of their own, which are deleted at the end with the"
                    + " group, and to a folder with --out. It ends by itself."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final long MILLIS = 1_000;
    /** A live segment is stored some seconds after its moment; ingest that held it back for a while stores it later. */
    private static final long LATEST_MILLIS = 900 * MILLIS;

    private final Surroundings surroundings;

    @Option(names = "--stream", paramLabel = "NAME", description = "A stream to replay. Repeatable.")
    private List<String> streams = new ArrayList<>();

    @Option(names = "--all", description = "All streams that have segments in the range, instead of --stream.")
    private boolean all;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "Where the range begins; the oldest segment if left out.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            description = "Where it ends, itself excluded; the newest if left out.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--pack", paramLabel = "DIR", description = "Answer with this model pack and compare.")
    private Optional<Path> pack = Optional.empty();

    @Option(
            names = "--packs",
            paramLabel = "DIR",
            description = "Folder of packs in which those are looked for that events name; models.folder if not given.")
    private Optional<Path> packs = Optional.empty();

    @Option(
            names = "--speed",
            paramLabel = "max|TIMES",
            defaultValue = "max",
            description = "As fast as it goes, or so many seconds of media a second (default: ${DEFAULT-VALUE}).")
    private String speed = "max";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write events.jsonl, intervals.jsonl, comparison.json and comparison.html there.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print the comparison as JSON, and nothing else, on standard output.")
    private boolean json;

    @Option(names = "--keep", description = "Leave the topics of the results on the cluster and say their names.")
    private boolean keep;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public ReplayCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        if (streams.isEmpty() != all) {
            throw CommandFailed.usage("name streams with --stream, or all of them with --all, and not both");
        }
        EarwitnessConfig config = configuration.load(surroundings).config();
        Bound begin = Bound.parse("--from", from);
        Bound end = Bound.parse("--to", to);
        ReplayProgress progress = new ReplayProgress(surroundings.err(), Terminal.isStandardError() && !json);
        try (Speed pace = Speed.parse(speed);
                EndSignal signal = EndSignal.listen();
                OpenedParts parts = new OpenedParts()) {
            Optional<ReplayFolder> folder = out.map(ReplayFolder::prepare);
            folder.ifPresent(into -> parts.add("the folder of the results", into));
            ClusterAccess cluster = parts.add("the registry's client", ClusterAccess.real(config));
            RequiredTopics.check(cluster, Role.REPLAY);
            progress.say("looking for the segments ..");
            try {
                ReplayInput.Read input = new ReplayInput(
                                cluster, config.streaming().interval(), LATEST_MILLIS)
                        .read(new LinkedHashSet<>(streams), begin, end);
                return replay(config, cluster, input, pace, signal, folder, progress);
            } finally {
                progress.clear();
            }
        }
    }

    private int replay(
            EarwitnessConfig config,
            ClusterAccess cluster,
            ReplayInput.Read input,
            Speed pace,
            EndSignal signal,
            Optional<ReplayFolder> folder,
            ReplayProgress progress) {
        ReplayPlan plan = pack.isPresent()
                ? ReplayPlan.withOnePack(input.ranges())
                : ReplayPlan.following(input.ranges(), input.originals());
        FirstPacks first = new FirstPacks(new PackFolders(packs.orElse(config.models()
                .folderIn(ProjectHome.of(surroundings.environment()).models()))));
        List<Path> folders = plan.passes().stream()
                .map(pass -> pack.orElseGet(() -> first.find(pass.pack().orElseThrow())))
                .toList();
        String name = Rights.REPLAYING + UUID.randomUUID().toString().substring(0, 8);
        String application = Rights.REPLAY_APPLICATION + name.substring(Rights.REPLAYING.length());
        ReplayOutcome outcome;
        try (OpenedParts parts = new OpenedParts()) {
            // A replay is over before anybody could look at its meters.
            MeterRegistry meters = new SimpleMeterRegistry();
            parts.add("the meters", meters::close);
            progress.say("making topics and opening the model ..");
            RunTopics topics = parts.add(
                    "the topics of the replay", RunTopics.beside(cluster, config.topics(), name, application));
            if (keep) {
                topics.keep();
            }
            Replay replay = parts.add(
                    "the reader of the results",
                    new Replay(
                            config,
                            topics.access(),
                            input.originals(),
                            pace.pace().map(Pace.class::cast).orElse(Pace.UNLIMITED),
                            event -> folder.ifPresent(into -> into.event(event)),
                            signal,
                            progress));
            progress.begin(plan.passes().stream().mapToLong(Pass::expected).sum(), System.nanoTime());
            for (int i = 0; i < plan.passes().size() && !replay.isInterrupted(); i++) {
                try (EngineOpening engine = EngineOpening.begin(folders.get(i), config.inference(), meters)) {
                    replay.run(plan.passes().get(i), engine, application + "-" + i);
                }
            }
            progress.clear();
            outcome = new ReplayOutcome(replay.compared(), replay.events(), replay.nanos(), replay.isInterrupted());
            if (keep) {
                topics.access().topics().results().forEach(topic -> say("kept: topic " + topic.name()));
            }
        }
        return report(outcome, folder);
    }

    private int report(ReplayOutcome outcome, Optional<ReplayFolder> folder) {
        if (outcome.interrupted()) {
            say("interrupted after " + outcome.events() + " events; nothing was compared.");
            return ExitCode.INTERRUPTED;
        }
        folder.ifPresent(into -> {
            into.finish(outcome.compared());
            into.write("comparison.json", outcome.json());
            into.write("comparison.html", outcome.page());
        });
        surroundings.out().print(json ? outcome.json() : outcome.text());
        surroundings.out().flush();
        return outcome.isSame() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void say(String sentence) {
        surroundings.err().println(sentence);
        surroundings.err().flush();
    }
}
