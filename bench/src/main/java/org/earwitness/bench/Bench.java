package org.earwitness.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.earwitness.bench.engine.Batching;
import org.earwitness.bench.engine.EngineOverhead;
import org.earwitness.bench.engine.PackCalls;
import org.earwitness.bench.live.Hangs;
import org.earwitness.bench.live.OneBroken;
import org.earwitness.bench.live.Soak;
import org.earwitness.bench.live.Starts;
import org.earwitness.bench.media.Ffmpeg;
import org.earwitness.bench.media.TestMedia;
import org.earwitness.bench.pipeline.Backlog;
import org.earwitness.bench.pipeline.FirstUse;
import org.earwitness.bench.pipeline.Guarantee;
import org.earwitness.bench.pipeline.IngestHalf;
import org.earwitness.bench.pipeline.Latency;
import org.earwitness.bench.pipeline.LivePace;
import org.earwitness.bench.pipeline.Partitions;
import org.earwitness.bench.pipeline.Rebalance;
import org.earwitness.bench.pipeline.ReplaySpeed;
import org.earwitness.bench.pipeline.Restore;
import org.earwitness.bench.pipeline.Rollbacks;
import org.earwitness.bench.pipeline.StartUp;
import org.earwitness.bench.pipeline.SumOfParts;
import org.earwitness.bench.pipeline.Swaps;
import org.earwitness.bench.pipeline.Tuning;
import org.earwitness.bench.pipeline.WholePipeline;
import org.earwitness.bench.process.CommandFailed;
import org.earwitness.bench.process.MeasuredCommand;
import org.earwitness.bench.report.Machine;
import org.earwitness.bench.report.MarkedPart;
import org.earwitness.bench.report.Section;
import org.earwitness.bench.topology.NoOpTopology;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bench/pipeline}: measures and writes a document of tables. */
@Command(
        name = "bench/pipeline",
        description = {
            "Measures Earwitness, each figure beside its peer in the same run, and writes a document of tables.",
            "Takes about twenty minutes on two cores; the machine should have nothing else to do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured",
            "1:something that is measured did not work",
            "64:wrong usage",
            "69:FFmpeg is missing"
        })
public final class Bench implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USAGE = 64;
    private static final int MISSING = 69;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final List<Measurement> MEASUREMENTS = List.of(
            new WholePipeline(),
            new LivePace(),
            new IngestHalf(),
            new EngineOverhead(),
            new StartUp(),
            new FirstUse(),
            new PackCalls(),
            new Backlog(),
            new ReplaySpeed(),
            new Tuning(),
            new Partitions(),
            new Guarantee(),
            new Latency(),
            new Restore(),
            new SumOfParts(),
            new NoOpTopology(),
            new Batching(),
            new Swaps(),
            new Rollbacks(),
            new Hangs(),
            new OneBroken(),
            new Starts(),
            new Soak(),
            new Rebalance());

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli answers it by itself
    private boolean help;

    @Option(names = "--quick", description = "One round of short clips: to see whether it works, not to quote.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description =
                    "What to measure: names of the table in bench/README.md (default: all but those that it says are"
                            + " measured only when asked for).")
    private List<String> only = MEASUREMENTS.stream()
            .filter(Measurement::isUsual)
            .map(Measurement::name)
            .toList();

    @Option(names = "--streams", description = "Streams side by side (default: 8, backlog 64).")
    private Optional<Integer> streams = Optional.empty();

    @Option(
            names = "--pack",
            arity = "1..*",
            paramLabel = "DIR",
            description =
                    "Model packs (default: models/starter). packs and backlog measure each, the others the first.")
    private List<Path> packs = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Document to write (default: bench/results/<date>.md).")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--into", paramLabel = "FILE", description = "Document whose marked part is replaced too.")
    private Optional<Path> into = Optional.empty();

    @Option(
            names = "--part",
            paramLabel = "NAME",
            description = "Which marked part of it: the one for 'figures of NAME', not the one for 'figures'.")
    private Optional<String> part = Optional.empty();

    private final Path root;

    private Bench(Path root) {
        this.root = root;
    }

    /** @param arguments options; the checkout is given by the system property {@code earwitness.root} */
    public static void main(String[] arguments) {
        Path root = Path.of(System.getProperty("earwitness.root", ""))
                .toAbsolutePath()
                .normalize();
        Runtime.getRuntime().addShutdownHook(new Thread(Bench::endWhatWasStarted, "end-what-was-started"));
        CommandLine command = new CommandLine(new Bench(root));
        command.getCommandSpec().exitCodeOnInvalidInput(USAGE).exitCodeOnExecutionException(FAILED);
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            System.err.println("bench/pipeline: " + failure.getMessage());
            return FAILED;
        });
        System.exit(command.execute(arguments));
    }

    /** Whoever ends a measurement early must not leave clusters and localizers behind, which would be in the next one. */
    private static void endWhatWasStarted() {
        try (Stream<ProcessHandle> started = ProcessHandle.current().descendants()) {
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Measurement> chosen = MEASUREMENTS.stream()
                .filter(measurement -> only.contains(measurement.name()))
                .toList();
        if (chosen.size() != only.size() || streams.orElse(1) < 1) {
            System.err.println("bench/pipeline: --only takes "
                    + MEASUREMENTS.stream().map(Measurement::name).toList() + ", each once, not " + only
                    + "; --streams takes 1 or more, not " + streams.orElse(0));
            return USAGE;
        }
        Path logs = Files.createDirectories(root.resolve("bench/target/logs"));
        Ffmpeg ffmpeg;
        try {
            ffmpeg = Ffmpeg.installed(logs);
        } catch (CommandFailed missing) {
            System.err.println(
                    "bench/pipeline: FFmpeg's command line is missing; it makes the streams and is the peer. Install"
                            + " it (Debian, Ubuntu: apt-get install ffmpeg).");
            return MISSING;
        }
        Machine machine = Machine.here(ffmpeg.version());
        Workbench workbench = workbench(logs, ffmpeg);
        StringBuilder document = new StringBuilder(preface(machine, revision(workbench)));
        // A build that is out of date is built now, not while it is measured.
        workbench.commands().run("version", workbench.earwitness("--version"));
        for (Measurement measurement : chosen) {
            System.err.println("bench/pipeline: measuring " + measurement.name());
            Section section = measurement.measure(workbench);
            document.append('\n').append(section.markdown());
            System.out.println(section.markdown());
        }
        write(document.toString());
        return 0;
    }

    private Workbench workbench(Path logs, Ffmpeg ffmpeg) {
        MeasuredCommand commands = new MeasuredCommand(logs, LIMIT);
        return new Workbench(
                root,
                (packs.isEmpty() ? List.of(root.resolve("models/starter")) : packs)
                        .stream().map(pack -> pack.toAbsolutePath().normalize()).toList(),
                new TestMedia(root.resolve("bench/target/media"), commands, ffmpeg),
                commands,
                logs,
                quick ? Workbench.Effort.quick(streams) : Workbench.Effort.thorough(streams));
    }

    /** The commit that is measured, with a mark when files were changed since. */
    private String revision(Workbench workbench) throws IOException {
        List<String> command = List.of("git", "-C", root.toString(), "describe", "--always", "--dirty");
        try {
            return Files.readString(
                            workbench.commands().run("revision", command).output())
                    .strip();
        } catch (CommandFailed noRepository) {
            return "unknown";
        }
    }

    private String preface(Machine machine, String revision) {
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + " with `bench/pipeline" + (quick ? " --quick" : "")
                + " --only " + String.join(",", only) + "` at commit " + revision + ".\n\nMachine: " + machine.text()
                + ".\n";
    }

    private void write(String document) throws IOException {
        Path file = output.orElse(root.resolve("bench/results/" + LocalDate.now(ZoneOffset.UTC) + ".md"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, document);
        System.err.println("bench/pipeline: written to " + file);
        if (into.isPresent()) {
            Files.writeString(into.get(), MarkedPart.replace(Files.readString(into.get()), part, document));
        }
    }
}
