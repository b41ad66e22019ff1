package org.earwitness.app.models;

import org.earwitness.app.command.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be done with the packs of a running installation. */
@Command(
        name = "models",
        description =
                "Say which model pack makes the events, is tried on a share of the streams or answers in shadow, while"
                        + " everything runs (topic av.models).")
public final class ModelsCommand {
    private ModelsCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new SetModel(surroundings))
                .addSubcommand(new ShadowModel(surroundings))
                .addSubcommand(new CanaryModel(surroundings))
                .addSubcommand(new RollbackModel(surroundings))
                .addSubcommand(new UnsetModel(surroundings))
                .addSubcommand(new ModelStatus(surroundings));
    }
}
