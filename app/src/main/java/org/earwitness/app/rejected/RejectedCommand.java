package org.earwitness.app.rejected;

import org.earwitness.app.command.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be done with rejected records. */
@Command(
        name = "rejected",
        description = "List, show or replay records that were refused, or step over one that crashes the process.")
public final class RejectedCommand {
    private RejectedCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new RejectedCommand())
                .addSubcommand(new ListRejected(surroundings))
                .addSubcommand(new ShowRejected(surroundings))
                .addSubcommand(new ReplayRejected(surroundings))
                .addSubcommand(new SkipOffset(surroundings));
    }
}
