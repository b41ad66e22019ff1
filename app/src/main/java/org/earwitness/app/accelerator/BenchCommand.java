package org.earwitness.app.accelerator;

import org.earwitness.app.command.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be measured with what is installed, without a checkout. */
@Command(name = "bench", description = "Measure this machine: what an accelerator gives.")
public final class BenchCommand {
    private BenchCommand() {}

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new BenchCommand()).addSubcommand(new BenchGpu(surroundings));
    }
}
