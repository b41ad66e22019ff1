package org.earwitness.app.pack;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.PackVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a pack says about itself. */
@Command(
        name = "describe",
        description = {
            "Print what a pack says about itself: labels, window, features, files, provenance.",
            "",
            "Exit code 0: pack.yaml could be read; 2: it could not."
        })
final class DescribePack implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "Folder of the pack.")
    private Path folder = Path.of("");

    DescribePack(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PackVerification verification = PackVerification.of(folder);
        verification
                .manifest()
                .ifPresent(manifest ->
                        PackDescription.lines(manifest, verification).forEach(surroundings.out()::println));
        surroundings.out().flush();
        if (verification.manifest().isPresent()) {
            return ExitCode.OK;
        }
        PackCommand.explain(folder, verification, surroundings.err());
        return ExitCode.UNUSABLE_INPUT;
    }
}
