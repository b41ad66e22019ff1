package org.earwitness.app.run;

import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import picocli.CommandLine.Option;

/** How many files are read side by side. */
public final class ParallelOption {
    @Option(
            names = "--parallel",
            paramLabel = "COUNT",
            description = "Most files that are read at the same time; as many as there are cores if not given.")
    private Optional<Integer> parallel = Optional.empty();

    /**
     * The number that was asked for, or one a core and two at least.
     *
     * @throws CommandFailed when it is outside 1 to 256
     */
    public int atOnce() {
        int wanted = parallel.orElse(Math.max(2, Runtime.getRuntime().availableProcessors()));
        if (wanted < 1 || wanted > 256) {
            throw CommandFailed.usage(
                    "--parallel is " + wanted + ": it is outside 1 to 256. Leave it out for one a core.");
        }
        return wanted;
    }
}
