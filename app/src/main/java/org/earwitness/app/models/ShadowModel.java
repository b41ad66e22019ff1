package org.earwitness.app.models;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a pack answer in shadow. */
@Command(
        name = "shadow",
        description = {
            "Let a pack answer for the same segments beside the active one, into a topic of its own"
                    + " (av.shadow-events).",
            "",
            "The events do not change by a byte. How far the two agree is in the metrics earwitness.streaming.shadow.*."
        })
final class ShadowModel implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "PACK",
            description = "Folder of a pack, or the name of one in models.folder.")
    private Optional<String> pack = Optional.empty();

    @Option(names = "--off", description = "End it.")
    private boolean off;

    @Mixin
    private AssignmentOptions options = new AssignmentOptions();

    ShadowModel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (pack.isPresent() == off) {
            throw CommandFailed.usage("name a pack to answer in shadow, or --off to end it, one of both.");
        }
        Assignment assignment = new Assignment(surroundings, options);
        EarwitnessConfig config = assignment.config();
        Optional<PackReference> verified =
                pack.map(given -> GivenPack.verified(given, Assignment.models(config, surroundings), surroundings));
        return assignment.change(config, table -> {
            ModelAssignment.Builder next = table.continued(options.scope(), options.reason("models shadow"))
                    .orElseThrow(assignment::nothingActive);
            verified.ifPresentOrElse(next::setShadow, next::clearShadow);
            return Optional.of(next.build());
        });
    }
}
