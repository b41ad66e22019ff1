package org.earwitness.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earwitness.app.Main;
import org.earwitness.app.command.Surroundings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every `./earwitness` line that a reader may copy is one the program takes. */
final class DocumentedCommandsTest {
    private static final String PROGRAM = "./earwitness ";

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        for (Path document : SourceTree.documents()) {
            boolean inShell = false;
            for (String line : Files.readAllLines(document)) {
                if (line.startsWith("```")) {
                    inShell = line.equals("```sh");
                } else if (inShell && line.startsWith(PROGRAM)) {
                    commands.add(line);
                }
            }
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theProgramTakesTheCommand(String line) {
        String bare = line.replaceAll("\\s+(#|>|&|\\|).*$", "").substring(PROGRAM.length());
        PrintWriter nowhere = new PrintWriter(new StringWriter());

        CommandLine.ParseResult parsed = Main.commandLine(new Surroundings(Map.of(), nowhere, nowhere))
                .parseArgs(bare.strip().split("\\s+"));

        assertThat(parsed.hasSubcommand() || parsed.isUsageHelpRequested()).isTrue();
    }
}
