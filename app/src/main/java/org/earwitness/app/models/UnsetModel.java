package org.earwitness.app.models;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes an assignment away. */
@Command(
        name = "unset",
        description = "Take an assignment away: a stream then gets what all streams have, and all streams the --pack of"
                + " their localizer.")
final class UnsetModel implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AssignmentOptions options = new AssignmentOptions();

    UnsetModel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Assignment assignment = new Assignment(surroundings, options);
        return assignment.change(assignment.config(), table -> {
            if (!table.rows().containsKey(options.scope())) {
                throw CommandFailed.usage(
                        "nothing is assigned to " + assignment.scopeText() + ". `models status` shows what is.");
            }
            return Optional.empty();
        });
    }
}
