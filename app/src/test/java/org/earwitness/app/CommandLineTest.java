package org.earwitness.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class CommandLineTest {

    @Test
    void theHelpOfEveryCommandIsAsReviewed() {
        StringBuilder pages = new StringBuilder();
        for (CommandLine command : all(commandLine())) {
            pages.append("==== ")
                    .append(command.getCommandSpec().qualifiedName())
                    .append('\n');
            pages.append(command.getUsageMessage(CommandLine.Help.Ansi.OFF)).append('\n');
        }
        GoldenFile.assertSame("app/src/test/resources/golden/help.txt", pages.toString());
    }

    @Test
    void everyCommandAndOptionIsDescribedAndNamesItsExitCodes() {
        for (CommandLine command : all(commandLine())) {
            CommandSpec spec = command.getCommandSpec();
            assertThat(spec.usageMessage().description())
                    .as(spec.qualifiedName())
                    .isNotEmpty();
            assertThat(spec.usageMessage().exitCodeList())
                    .as(spec.qualifiedName())
                    .hasSize(8);
            for (OptionSpec option : spec.options()) {
                assertThat(option.description())
                        .as(spec.qualifiedName() + " " + option.longestName())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aMistypedCommandIsRefusedWithTheNearestOne() {
        Invocation invocation = Invocation.of("conifg");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err())
                .contains("'conifg'")
                .contains("earwitness config")
                .contains("--help");
        assertThat(invocation.out()).isEmpty();
    }

    @Test
    void aMissingSubcommandIsAUsageError() {
        assertThat(Invocation.of("topics").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Invocation.of().exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aCommandOnAClusterWithoutOneSaysHowToNameIt() {
        for (List<String> command :
                List.of(List.of("topics", "plan"), List.of("rejected", "skip", "av.segments:0:1"))) {
            Invocation invocation = Invocation.of(command.toArray(String[]::new));
            assertThat(invocation.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(invocation.err()).contains("--bootstrap-server").contains("EARWITNESS_KAFKA_BOOTSTRAP_SERVERS");
        }
    }

    @Test
    void aClusterThatDoesNotAnswerIsUnavailable() {
        Invocation invocation = Invocation.of(
                "topics",
                "plan",
                "--bootstrap-server",
                "127.0.0.1:9",
                "--schema-registry-url",
                "http://127.0.0.1:9",
                "--kafka-config",
                "default.api.timeout.ms=1500",
                "--kafka-config",
                "request.timeout.ms=1000");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(invocation.err()).contains("listing the topics").contains("--bootstrap-server");
    }

    @Test
    void badConfigurationIsAUsageErrorAndShownWhole() {
        Invocation invocation = Invocation.in(
                Map.of("EARWITNESS_INFERENCE_BATCH_SIZE", "0"), "config", "--set", "topics.partitons=3", "--set", "x");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err().lines())
                .containsExactly(
                        "earwitness: --set x: it is not NAME=VALUE. Write the name, '=' and the value.",
                        "earwitness: $EARWITNESS_INFERENCE_BATCH_SIZE: inference.batchSize is 0: it is outside 1 to 256."
                                + " Use 8 to 64.",
                        "earwitness: --set: there is no setting topics.partitons. Did you mean topics.partitions?");
    }

    @Test
    void theTopologyIsDrawnWithoutACluster() {
        Invocation invocation = Invocation.of("topology", "--set", "topics.prefix=mine.");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(invocation.out())
                .startsWith("Topologies:")
                .contains("Sub-topology: 0")
                .contains("Sub-topology: 1 for global store")
                .doesNotContain("Sub-topology: 2")
                .contains("mine.segments", "mine.events", "mine.intervals", "admit", "localize");
    }

    @Test
    void platformsAreNamedAsTheNativeLibrariesNameThem() {
        assertThat(NativePlatform.name("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(NativePlatform.name("Linux", "aarch64")).isEqualTo("linux-arm64");
        assertThat(NativePlatform.name("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
        assertThat(NativePlatform.name("Windows 11", "amd64")).isEqualTo("windows-x86_64");
    }

    @Test
    void aPlatformWhoseNativesAreNotBuiltInIsRefusedInWords() {
        assertThat(new NativePlatform("linux-x86_64", "linux-x86_64").refusal()).isEmpty();
        Optional<String> refusal = new NativePlatform("linux-x86_64", "macosx-arm64").refusal();
        assertThat(refusal)
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("linux-x86_64", "macosx-arm64", "-Dearwitness.platform=macosx-arm64"));
        assertThat(NativePlatform.current().builtIn()).matches("[a-z]+-[a-z0-9_]+");
    }

    private static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Main.commandLine(new Surroundings(Map.of(), nowhere, nowhere));
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
        return all;
    }
}
