package org.earwitness.app;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.accelerator.BenchCommand;
import org.earwitness.app.chaos.ChaosCommand;
import org.earwitness.app.clip.ClipCommand;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigCommand;
import org.earwitness.app.demo.DemoCommand;
import org.earwitness.app.demo.PageCommand;
import org.earwitness.app.evaluate.EvaluateCommand;
import org.earwitness.app.models.ModelsCommand;
import org.earwitness.app.pack.PackCommand;
import org.earwitness.app.probe.ProbeCommand;
import org.earwitness.app.rejected.RejectedCommand;
import org.earwitness.app.replay.ReplayCommand;
import org.earwitness.app.run.RunCommand;
import org.earwitness.app.sources.SourcesCommand;
import org.earwitness.app.topics.TopicsCommand;
import org.earwitness.app.topology.TopologyCommand;
import org.earwitness.app.torture.TortureCommand;
import org.earwitness.app.worker.IngestCommand;
import org.earwitness.app.worker.LocalizeCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** Where {@code ./earwitness} begins: the list of commands, and what happens when one of them fails. */
@Command(
        name = "earwitness",
        versionProvider = Main.Version.class,
        description = {
            "Says, second by second, which event of a stream is both heard and seen, where, and from when to when.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Settings come from --config FILE, EARWITNESS_* variables and flags; docs/configuration.md lists them.",
            "Readers of the topics need isolation.level=read_committed."
        })
public final class Main {
    private static final int HELP_COLUMNS = 110;

    private Main() {}

    /** Every command, in the order of {@code --help}; a new one is added here and nowhere else. */
    private static List<Object> commands(Surroundings surroundings) {
        return List.of(
                new RunCommand(surroundings),
                new EvaluateCommand(surroundings),
                new DemoCommand(surroundings),
                new IngestCommand(surroundings),
                new ProbeCommand(surroundings),
                new LocalizeCommand(surroundings),
                new ReplayCommand(surroundings),
                new PageCommand(surroundings),
                new ClipCommand(surroundings),
                new TortureCommand(surroundings),
                new ChaosCommand(surroundings),
                new TopicsCommand(surroundings),
                new TopologyCommand(surroundings),
                new ConfigCommand(surroundings),
                PackCommand.with(surroundings),
                BenchCommand.with(surroundings),
                ModelsCommand.with(surroundings),
                SourcesCommand.with(surroundings),
                RejectedCommand.with(surroundings));
    }

    public static void main(String[] arguments) {
        PrintWriter out = writer(System.out);
        PrintWriter err = writer(System.err);
        int code = execute(new Surroundings(System.getenv(), out, err), arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs one command line and returns its exit code. */
    public static int execute(Surroundings surroundings, String... arguments) {
        return commandLine(surroundings).execute(arguments);
    }

    /** All commands and flags, ready to parse or to run; nothing is carried out by asking for them. */
    public static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new Main());
        commands(surroundings).forEach(line::addSubcommand);
        finish(line);
        line.setOut(surroundings.out());
        line.setErr(surroundings.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(result -> runHere(result, surroundings));
        line.setParameterExceptionHandler((refusal, given) -> explain(refusal));
        line.setExecutionExceptionHandler((failure, command, result) -> Failures.report(failure, surroundings.err()));
        return line;
    }

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log what happens inside, with stack traces, on standard error.")
    void verbose(boolean wanted) {
        if (wanted) {
            Logging.beVerbose();
        }
    }

    private static void finish(CommandLine line) {
        Map<String, String> codes = new LinkedHashMap<>();
        ExitCode.descriptions()
                .forEach(text ->
                        codes.put(" " + text.substring(0, text.indexOf(':')), text.substring(text.indexOf(':') + 1)));
        line.getCommandSpec()
                .mixinStandardHelpOptions(true)
                .usageMessage()
                .width(HELP_COLUMNS)
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        line.getSubcommands().values().forEach(Main::finish);
    }

    private static int runHere(ParseResult result, Surroundings surroundings) {
        Optional<String> refusal = NativePlatform.current().refusal();
        boolean onlyAsksForHelp = !result.hasSubcommand()
                || result.isUsageHelpRequested()
                || result.subcommand().isUsageHelpRequested();
        if (refusal.isPresent() && !onlyAsksForHelp) {
            surroundings.err().println("earwitness: " + refusal.get());
            surroundings.err().flush();
            return ExitCode.FAILED;
        }
        return new CommandLine.RunLast().execute(result);
    }

    private static int explain(ParameterException refusal) {
        PrintWriter err = refusal.getCommandLine().getErr();
        err.println("earwitness: " + refusal.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(refusal, err);
        err.println("Try: " + refusal.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
    }

    /** The version the build wrote into the manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("(development build)");
            return new String[] {"earwitness " + version};
        }
    }
}
