package org.earwitness.app.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.app.run.IntervalTable;
import org.earwitness.app.run.ParallelOption;
import org.earwitness.app.run.Progress;
import org.earwitness.app.run.Run;
import org.earwitness.app.run.RunResult;
import org.earwitness.app.run.RunSession;
import org.earwitness.app.run.StreamReport;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.app.worker.Terminal;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.pack.PackFolder;
import org.earwitness.ingest.NamedMedia;
import org.earwitness.ingest.StreamNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs labelled clips as {@code run} does and says how right the pack is on them. */
@Command(
        name = "evaluate",
        description = {
            "Run labelled clips and say how often the pack is right.",
            "",
            "Beside the clips lies labels.json: {\"file.mp4\": [\"background\", \"dog\", ...]}, one label a second, spelled as"
                    + " the pack spells them. The clips take the whole way that media takes in `run`, with the same settings.",
            "",
            "Prints accuracy, recall and precision of events, accuracy on background, segment-F1, event-F1 (runs of one label;"
                    + " found when they overlap by half, one to one), and a line a class. An event counts only with the right"
                    + " label."
        })
public final class EvaluateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "1..*", paramLabel = "CLIPS", description = "Media files, or folders of them.")
    private List<Path> named = new ArrayList<>();

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(
            names = "--json",
            description = "Print one JSON object instead of tables, and nothing else, on standard output.")
    private boolean json;

    @Mixin
    private ParallelOption parallel = new ParallelOption();

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    public EvaluateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        EarwitnessConfig config = configuration.load(surroundings).config();
        int atOnce = parallel.atOnce();
        ProjectHome home = ProjectHome.of(surroundings.environment());
        Path folder = pack.orElse(home.starterPack());
        ModelPack wanted = read(folder);
        Clips clips = Clips.find(named);
        Spelling.require(clips.clips(), wanted.labels());
        clips.absent().forEach(this::say);
        Map<NamedMedia, LabelledClip> streams = streams(clips.clips());
        RunResult result = run(config, folder, home, List.copyOf(streams.keySet()), atOnce);
        if (result.interrupted()) {
            say("interrupted: some clips were not read to their end, so there are no figures");
            return ExitCode.INTERRUPTED;
        }
        List<ScoredClip> scored = compare(streams, result, wanted);
        if (scored.isEmpty()) {
            throw CommandFailed.unusableInput("no clip could be scored");
        }
        print(wanted, scored);
        boolean whole = clips.absent().isEmpty() && scored.size() == streams.size();
        return whole ? ExitCode.OK : ExitCode.UNUSABLE_INPUT;
    }

    /** What the pack is, before anything is started for it. */
    private static ModelPack read(Path folder) {
        PackFolder read = PackFolder.read(folder);
        return read.pack()
                .filter(any -> read.obstacles().isEmpty())
                .orElseThrow(() -> CommandFailed.unusableInput(
                        String.valueOf(new PackRefused(folder.toString(), read.obstacles()).getMessage())));
    }

    private static Map<NamedMedia, LabelledClip> streams(List<LabelledClip> clips) {
        Map<NamedMedia, LabelledClip> streams = new LinkedHashMap<>();
        try {
            List<NamedMedia> media = StreamNames.name(
                    clips.stream().map(clip -> clip.file().toString()).toList());
            for (int i = 0; i < media.size(); i++) {
                streams.put(media.get(i), clips.get(i));
            }
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
        return streams;
    }

    private RunResult run(EarwitnessConfig config, Path folder, ProjectHome home, List<NamedMedia> media, int atOnce) {
        Progress progress = new Progress(surroundings.err(), Terminal.isStandardError());
        try (EndSignal end = EndSignal.listen()) {
            progress.say("starting broker, registry and model ..");
            try (RunSession session = RunSession.open(config, folder, home.registry())) {
                return new Run(
                                session,
                                media,
                                atOnce,
                                end,
                                progress,
                                (stream, reason) -> say(stream + ": " + reason),
                                System::nanoTime)
                        .follow();
            } finally {
                progress.clear();
            }
        }
    }

    private List<ScoredClip> compare(Map<NamedMedia, LabelledClip> streams, RunResult result, ModelPack wanted) {
        String background = wanted.labels().get(wanted.background());
        Map<String, StreamReport> reports = new LinkedHashMap<>();
        result.reports().forEach(report -> reports.put(report.stream(), report));
        List<ScoredClip> scored = new ArrayList<>();
        streams.forEach((media, clip) -> {
            Optional<StreamReport> report = Optional.ofNullable(reports.get(media.stream()))
                    .filter(any -> !result.failures().containsKey(media.stream()));
            report.map(said -> Comparison.of(clip.labels(), said, background)).ifPresent(comparison -> {
                comparison.remark().ifPresent(this::say);
                comparison.clip().ifPresent(scored::add);
            });
        });
        return scored;
    }

    private void print(ModelPack wanted, List<ScoredClip> scored) {
        Figures figures = Figures.of(scored, wanted.labels(), wanted.labels().get(wanted.background()));
        surroundings
                .out()
                .print(
                        json
                                ? FiguresJson.of(wanted, figures, scored) + "\n"
                                : FiguresTable.of(wanted.name() + " " + wanted.version(), figures));
        surroundings.out().flush();
    }

    private void say(String sentence) {
        surroundings.err().println("earwitness: " + IntervalTable.printable(sentence));
        surroundings.err().flush();
    }
}
