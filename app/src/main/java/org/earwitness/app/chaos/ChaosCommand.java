package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.worker.EndSignal;
import org.earwitness.app.worker.ProjectHome;
import org.earwitness.app.worker.TemporaryDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the product, hurts it, and says whether what is promised held. */
@Command(
        name = "chaos",
        description = {
            "Try to break what is promised: run broker, registry, ingest and localizers as processes, kill, stop and starve them,"
                    + " and hold every record against the guarantees.",
            "",
            "One line a cycle: fault, victim, recovery. Then the same segments are localized once more, undisturbed, and compared"
                    + " byte by byte. The last line is cycles=N lost=0 doubled=0 reordered=0 changed=0"
                    + " worst_recovery_seconds=X; ends with 1 where one of them is not 0. docs/guarantees.md says what each means."
        })
public final class ChaosCommand implements Callable<Integer> {
    private static final int SHOWN = 40;

    private final Surroundings surroundings;

    @Option(names = "--cycles", paramLabel = "N", description = "How many faults to plant (${DEFAULT-VALUE}).")
    private int cycles = 5;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Which faults, in which order, on whom (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "FAULT",
            description = "Only these, with commas between; --list names them.")
    private List<String> faults = new ArrayList<>();

    @Option(names = "--list", description = "Only print the faults.")
    private boolean list;

    @Option(names = "--streams", paramLabel = "N", description = "How many live streams (${DEFAULT-VALUE}).")
    private int streams = 4;

    @Option(names = "--instances", paramLabel = "N", description = "How many localizers share them (${DEFAULT-VALUE}).")
    private int instances = 2;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "Model pack; models/starter of the project if not given.")
    private Optional<Path> pack = Optional.empty();

    @Option(
            names = "--media",
            split = ",",
            paramLabel = "FILE",
            description = "Files that the streams play; the samples of the project if not given.")
    private List<Path> media = new ArrayList<>();

    @Option(
            names = "--resume",
            paramLabel = "FOLDER",
            description =
                    "Keep everything there, and go on behind the cycles that it has: with --cycles 50, then 100, 150 and"
                            + " 200, two hundred cycles are run in four parts.")
    private Optional<Path> resume = Optional.empty();

    @Option(
            names = "--keep-folder",
            description = "Leave the folder of the trial, with all logs, and print where it is.")
    private boolean keepFolder;

    @Option(
            names = "--localizer-flag",
            paramLabel = "FLAG",
            description = "One more flag of every localizer, to try other settings. Repeatable.")
    private List<String> localizerFlags = new ArrayList<>();

    public ChaosCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (list) {
            Arrays.stream(FaultKind.values())
                    .forEach(kind -> say(String.format(Locale.ROOT, "%-20s %s", kind, kind.words())));
            return ExitCode.OK;
        }
        if (cycles < 1 || streams < 1 || instances < 1) {
            throw CommandFailed.usage("--cycles, --streams and --instances are 1 or more.");
        }
        FaultPlan plan = new FaultPlan(seed, kinds());
        ChaosSettings settings = settings();
        if (resume.isPresent() || keepFolder) {
            Path folder = resume.orElseGet(() -> TemporaryDirectory.make().path());
            say("everything is kept in " + folder.toAbsolutePath());
            return run(folder.toAbsolutePath(), plan, settings);
        }
        try (TemporaryDirectory folder = TemporaryDirectory.make()) {
            return run(folder.path(), plan, settings);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of the trial cannot be removed", e);
        }
    }

    private int run(Path folder, FaultPlan plan, ChaosSettings settings) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw CommandFailed.failed("the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
        Journal journal = Journal.in(
                folder,
                "seed " + seed + ", " + streams + " streams, pack "
                        + settings.pack().getFileName() + ", faults " + plan.kinds());
        try (EndSignal end = EndSignal.listen();
                Installation installation = new Installation(folder, settings)) {
            ChaosRun run = new ChaosRun(installation, plan, journal, Clock.systemUTC(), surroundings);
            ChaosRun.Outcome outcome = run.run(cycles, end::isRequested);
            return report(outcome, journal.reports());
        }
    }

    private int report(ChaosRun.Outcome outcome, List<CycleReport> reports) {
        List<String> sentences = outcome.verdict().sentences();
        sentences.stream().limit(SHOWN).forEach(this::say);
        if (sentences.size() > SHOWN) {
            say("and " + (sentences.size() - SHOWN) + " more");
        }
        byFault(reports).forEach(this::say);
        say(outcome.events() + " events; " + outcome.excused()
                + " seconds without an answer because of planted faults, " + outcome.unanswered()
                + " for other reasons; parts ended by themselves " + outcome.ends() + " times");
        boolean recovered =
                reports.stream().allMatch(report -> report.recovered().isPresent());
        double worst =
                reports.stream().mapToDouble(CycleReport::secondsFromEnd).max().orElse(0);
        say(outcome.verdict().line(reports.size(), worst));
        return outcome.verdict().isClean() && recovered ? ExitCode.OK : ExitCode.FAILED;
    }

    private static List<String> byFault(List<CycleReport> reports) {
        Map<FaultKind, List<CycleReport>> byKind = new EnumMap<>(FaultKind.class);
        reports.forEach(report ->
                byKind.computeIfAbsent(report.kind(), any -> new ArrayList<>()).add(report));
        List<String> lines = new ArrayList<>();
        byKind.forEach((kind, of) -> {
            double[] fromEnd = of.stream()
                    .mapToDouble(CycleReport::secondsFromEnd)
                    .sorted()
                    .toArray();
            double[] fromBegin = of.stream()
                    .mapToDouble(CycleReport::secondsFromBegin)
                    .sorted()
                    .toArray();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-20s %3d cycles, recovered after its end: median %.1f s, worst %.1f s; after its beginning: worst %.1f s",
                    kind,
                    of.size(),
                    fromEnd[fromEnd.length / 2],
                    fromEnd[fromEnd.length - 1],
                    fromBegin[fromBegin.length - 1]));
        });
        return lines;
    }

    private List<FaultKind> kinds() {
        if (faults.isEmpty()) {
            return List.of(FaultKind.values());
        }
        return faults.stream().map(ChaosCommand::kind).toList();
    }

    private static FaultKind kind(String name) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> CommandFailed.usage(
                        "there is no fault " + name + ". `earwitness chaos --list` names them all."));
    }

    private ChaosSettings settings() {
        ProjectHome home = ProjectHome.of(surroundings.environment());
        List<Path> files = media.isEmpty()
                ? List.of("yard.mp4", "shore.mp4", "sill.mp4", "call.mp4").stream()
                        .map(home.samples()::resolve)
                        .toList()
                : media;
        files.stream().filter(file -> !Files.isRegularFile(file)).findFirst().ifPresent(missing -> {
            throw CommandFailed.unusableInput("there is no file " + missing + ". Name media files with --media.");
        });
        Path folder = pack.orElse(home.starterPack());
        if (!Files.isDirectory(folder)) {
            throw CommandFailed.unusableInput(
                    "there is no pack in " + folder + ". Name the folder of one with --pack.");
        }
        return new ChaosSettings(
                home.folder().toAbsolutePath(),
                home.registry().toAbsolutePath(),
                folder.toAbsolutePath(),
                files,
                streams,
                instances,
                localizerFlags);
    }

    private void say(String sentence) {
        surroundings.out().println(sentence);
        surroundings.out().flush();
    }
}
