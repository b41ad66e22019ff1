package org.earwitness.app.pack;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.PackVerification;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be asked of a model pack. */
@Command(name = "pack", description = "Describe a model pack, or verify that it holds what it says.")
public final class PackCommand {
    private PackCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PackCommand())
                .addSubcommand(new DescribePack(surroundings))
                .addSubcommand(new VerifyPack(surroundings));
    }

    static void explain(Path folder, PackVerification verification, PrintWriter err) {
        err.println("earwitness: the pack in " + folder + " does not hold:");
        verification.differences().forEach(difference -> err.println("  " + difference));
        err.flush();
    }
}
