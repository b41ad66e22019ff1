package org.earwitness.app.pack;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.ExitCode;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.PackVerification;
import org.earwitness.inference.reference.NpzFile;
import org.earwitness.inference.reference.OutputDifference;
import org.earwitness.inference.reference.PackReference;
import org.earwitness.inference.reference.PackReference.Comparison;
import org.earwitness.inference.reference.UnusableReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks that a pack is what it says, and that its graphs give what they should. */
@Command(
        name = "verify",
        description = {
            "Check digests, names, shapes and types of a pack; all differences are shown.",
            "",
            "With --reference its graphs are run as well, one example at a time on the CPU, and each output is compared with"
                    + " what the file says. A line an output: graph, name, largest absolute difference.",
            "",
            "Exit code 0: the pack holds; 2: it does not, or the reference is not one of this pack; 1: an output differs by"
                    + " more than the tolerance."
        })
final class VerifyPack implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "DIR", description = "Folder of the pack.")
    private Path folder = Path.of("");

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "An .npz file with arrays encode/in/NAME, encode/out/NAME, localize/in/NAME, localize/out/NAME;"
                            + " first axis = examples.")
    private Optional<Path> reference = Optional.empty();

    @Option(
            names = "--tolerance",
            paramLabel = "NUMBER",
            defaultValue = "1e-4",
            description = "Largest absolute difference from the reference that is accepted; ${DEFAULT-VALUE}.")
    private double tolerance;

    VerifyPack(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (Double.isNaN(tolerance) || tolerance < 0) {
            throw CommandFailed.usage("--tolerance is " + tolerance + ": it is a difference, 0 or more. Use 1e-4.");
        }
        PackVerification verification = PackVerification.of(folder);
        if (!verification.holds()) {
            PackCommand.explain(folder, verification, surroundings.err());
            return ExitCode.UNUSABLE_INPUT;
        }
        verification.pack().ifPresent(pack -> say(pack, verification.digests().size()));
        return reference.map(this::compare).orElse(ExitCode.OK);
    }

    private void say(ModelPack pack, int files) {
        surroundings
                .out()
                .println("pack " + pack.name() + " " + pack.version() + " holds: " + files
                        + " files with the digests it names, graphs with the inputs and outputs it promises");
        surroundings.out().flush();
    }

    private int compare(Path file) {
        Comparison comparison;
        try {
            comparison = PackReference.compare(folder, NpzFile.read(file));
        } catch (UnusableReference | PackRefused refused) {
            throw CommandFailed.unusableInput(String.valueOf(refused.getMessage()));
        } catch (InferenceUnavailable failed) {
            throw CommandFailed.failed("the reference could not be run: " + failed.getMessage(), failed);
        }
        for (OutputDifference output : comparison.differences()) {
            surroundings.out().printf(Locale.ROOT, "%s %s %.3g%n", output.graph(), output.output(), output.largest());
        }
        surroundings.out().flush();
        if (!comparison.skipped().isEmpty()) {
            surroundings
                    .err()
                    .println("earwitness: not compared, the reference has no array for: "
                            + String.join(", ", comparison.skipped()));
        }
        List<OutputDifference> beyond = comparison.differences().stream()
                .filter(output -> output.largest() > tolerance)
                .toList();
        beyond.forEach(this::explain);
        surroundings.err().flush();
        return beyond.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void explain(OutputDifference output) {
        surroundings
                .err()
                .printf(
                        Locale.ROOT,
                        "earwitness: %s %s differs by %.3g, more than %.3g, at example %d, element %d%n",
                        output.graph(),
                        output.output(),
                        output.largest(),
                        tolerance,
                        output.example(),
                        output.place());
    }
}
