package org.earwitness.deploy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.earwitness.app.Main;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.ConfigurationOptions;
import org.earwitness.app.configuration.EarwitnessConfig;
import picocli.CommandLine;

/** The program itself, as far as it can be asked without starting anything. */
final class RealProgram {
    private RealProgram() {}

    /**
     * Parses a command line without its program's name; nothing is carried out.
     *
     * @throws CommandLine.ParameterException when the program would refuse it
     */
    static CommandLine.ParseResult parse(List<String> words) {
        return Main.commandLine(surroundings(Map.of())).parseArgs(words.toArray(String[]::new));
    }

    /**
     * The configuration that this environment makes.
     *
     * @throws org.earwitness.app.configuration.InvalidConfiguration when the program would refuse it
     */
    static EarwitnessConfig configuration(Map<String, String> environment) {
        return new ConfigurationOptions().load(surroundings(environment)).config();
    }

    private static Surroundings surroundings(Map<String, String> environment) {
        return new Surroundings(environment, new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    }
}
