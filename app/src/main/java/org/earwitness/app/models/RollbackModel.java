package org.earwitness.app.models;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes back to the pack before. */
@Command(
        name = "rollback",
        description = {
            "Go back to the pack that was active before, from the next segment of each stream on.",
            "",
            "It is still open everywhere, so nothing is loaded; its window begins anew unless both packs share an"
                    + " encoder, which the events say in their context. A canary and a shadow end."
        })
final class RollbackModel implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private AssignmentOptions options = new AssignmentOptions();

    RollbackModel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Assignment assignment = new Assignment(surroundings, options);
        return assignment.change(
                assignment.config(),
                table -> Optional.of(table.rollBack(options.scope(), options.reason("models rollback"))
                        .orElseThrow(() -> CommandFailed.usage("there is no pack to go back to for "
                                + assignment.scopeText()
                                + ": `models status` shows what is assigned. Name one with `models set PACK`."))));
    }
}
