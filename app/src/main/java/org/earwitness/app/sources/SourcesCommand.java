package org.earwitness.app.sources;

import org.earwitness.app.command.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be done with the list of streams that a group of ingest workers shares. */
@Command(
        name = "sources",
        description = "Add, remove or list the streams that the workers of `ingest --group` read (topic av.sources).")
public final class SourcesCommand {
    private SourcesCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new SourcesCommand())
                .addSubcommand(new AddSource(surroundings))
                .addSubcommand(new RemoveSource(surroundings))
                .addSubcommand(new ListSources(surroundings));
    }
}
