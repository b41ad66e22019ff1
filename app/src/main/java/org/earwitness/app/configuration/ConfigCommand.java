package org.earwitness.app.configuration;

import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what is in force and where each value came from, or the reference of all settings. */
@Command(
        name = "config",
        description = {
            "Print the configuration in force and where each value came from.",
            "",
            "Reads --config, the environment and the flags as every other command does and prints YAML that could be used as a"
                    + " configuration file; secrets are replaced. Problems are shown all at once."
        })
public final class ConfigCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--reference", description = "Print the reference of all settings (Markdown) instead.")
    private boolean reference;

    public ConfigCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (reference) {
            surroundings.out().print(ConfigurationReference.render());
            surroundings.out().flush();
        } else {
            new ConfigurationListing(surroundings.out()).print(configuration.load(surroundings));
        }
        return ExitCode.OK;
    }
}
