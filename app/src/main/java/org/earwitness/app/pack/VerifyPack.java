package org.earwitness.app.pack;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.PackVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks that a pack is what it says. */
@Command(
        name = "verify",
        description = {
            "Check digests, names, shapes and types of a pack; all differences are shown.",
            "",
            "Exit code 0: the pack holds; 2: it does not."
        })
final class VerifyPack implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "Folder of the pack.")
    private Path folder = Path.of("");

    VerifyPack(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PackVerification verification = PackVerification.of(folder);
        if (!verification.holds()) {
            PackCommand.explain(folder, verification, surroundings.err());
            return ExitCode.UNUSABLE_INPUT;
        }
        verification
                .pack()
                .ifPresent(pack -> surroundings
                        .out()
                        .println("pack " + pack.name() + " " + pack.version() + " holds: "
                                + verification.digests().size()
                                + " files with the digests it names, graphs with the inputs and outputs it promises"));
        surroundings.out().flush();
        return ExitCode.OK;
    }
}
