package org.earwitness.app.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.app.worker.Terminal;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.StreamNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads media to its end and says what is both heard and seen in it. */
@Command(
        name = "run",
        description = {
            "Read files or URLs to their end and say which events are both heard and seen, and from when to when.",
            "",
            "Each becomes a stream of its own; they are read side by side. Prints a table of intervals a stream, with --json a"
                    + " line a segment and then a line an interval. Brings its own Kafka broker and schema registry.",
            "",
            "With --bootstrap-server and --schema-registry-url a real cluster is used instead: the run makes topics of its own"
                    + " there (<topics.prefix>run-<id>.*), so that it disturbs nobody, and deletes them when it ends. Schemas are"
                    + " those of `topics apply`.",
            "",
            "Ctrl-C stops reading and prints what was found so far."
        })
public final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "1..*",
            paramLabel = "MEDIA",
            description = "File or URL, or NAME=MEDIA to name the stream; else a stream has its file's name.")
    private List<String> media = new ArrayList<>();

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(names = "--json", description = "Print JSON lines instead of tables, and nothing else, on standard output.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also write <stream>.jsonl, <stream>.vtt and <stream>.png there.")
    private Optional<Path> out = Optional.empty();

    @Mixin
    private ParallelOption parallel = new ParallelOption();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        List<NamedMedia> named = named();
        Optional<OutputFolder> folder = out.map(OutputFolder::prepare);
        ProjectHome home = ProjectHome.of(surroundings.environment());
        Progress progress = new Progress(surroundings.err(), Terminal.isStandardError() && !json);
        try (EndSignal end = EndSignal.listen()) {
            progress.say("starting broker, registry and model ..");
            RunResult result;
            try (RunSession session = RunSession.open(config, pack.orElse(home.starterPack()), home.registry())) {
                Run run = new Run(session, named, parallel.atOnce(), end, progress, this::failed, System::nanoTime);
                result = run.follow();
                print(result);
                folder.ifPresent(into -> into.write(
                        result.reports(),
                        PeakFrames.read(session.cluster(), result.reports()),
                        new LabelColours(session.pack().labels())));
            } finally {
                progress.clear();
            }
            return exitCode(result);
        }
    }

    private List<NamedMedia> named() {
        try {
            return StreamNames.name(media);
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
    }

    private void failed(String stream, String reason) {
        surroundings.err().println("earwitness: " + IntervalTable.printable(stream + ": " + reason));
        surroundings.err().flush();
    }

    private void print(RunResult result) {
        if (json) {
            result.reports()
                    .forEach(report -> report.segments()
                            .forEach(line -> surroundings.out().print(JsonLines.of(report.stream(), line) + "\n")));
            result.reports()
                    .forEach(report -> report.intervals()
                            .forEach(line -> surroundings.out().print(JsonLines.of(report.stream(), line) + "\n")));
        } else {
            boolean first = true;
            for (StreamReport report : result.reports()) {
                surroundings.out().print((first ? "" : "\n") + IntervalTable.of(report));
                first = false;
            }
        }
        surroundings.out().flush();
    }

    private static int exitCode(RunResult result) {
        if (result.interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        return result.failures().isEmpty() ? ExitCode.OK : ExitCode.UNUSABLE_INPUT;
    }
}
