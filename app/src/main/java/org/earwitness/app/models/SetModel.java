package org.earwitness.app.models;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.schemas.PackReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a pack the active one. */
@Command(
        name = "set",
        description = {
            "Make a pack the active one: from then on it makes the events.",
            "",
            "The pack is verified here first. Each localizer opens it beside the old one; each stream changes at a"
                    + " segment boundary, once its window is filled for the new pack, so that no event is missing, doubled"
                    + " or made with less context. A localizer that cannot use the pack refuses it and goes on with the"
                    + " old one."
        })
final class SetModel implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "PACK", description = "Folder of a pack, or the name of one in models.folder.")
    private String pack = "";

    @Mixin
    private AssignmentOptions options = new AssignmentOptions();

    SetModel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Assignment assignment = new Assignment(surroundings, options);
        EarwitnessConfig config = assignment.config();
        PackReference verified = GivenPack.verified(pack, Assignment.models(config, surroundings), surroundings);
        return assignment.change(
                config, table -> Optional.of(table.activate(options.scope(), verified, options.reason("models set"))));
    }
}
