package org.earwitness.app.models;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.app.configuration.EarwitnessConfig;
import org.earwitness.schemas.CanaryShare;
import org.earwitness.schemas.ModelAssignment;
import org.earwitness.schemas.PackReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries a pack on a share of the streams. */
@Command(
        name = "canary",
        description = {
            "Try a pack on a share of the streams: it makes their events.",
            "",
            "Which streams are chosen depends on their names alone; a greater share only adds streams. `models set`"
                    + " with the same pack gives it the others too."
        })
final class CanaryModel implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            arity = "0..1",
            paramLabel = "PACK",
            description = "Folder of a pack, or the name of one in models.folder.")
    private Optional<String> pack = Optional.empty();

    @Option(names = "--share", paramLabel = "X", description = "Share of the streams, 0 to 1, for instance 0.1.")
    private Optional<Double> share = Optional.empty();

    @Option(names = "--off", description = "End it: its streams go back to the active pack.")
    private boolean off;

    @Mixin
    private AssignmentOptions options = new AssignmentOptions();

    CanaryModel(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (pack.isPresent() == off || pack.isPresent() != share.isPresent()) {
            throw CommandFailed.usage("name a pack and its --share, or --off to end it.");
        }
        share.filter(given -> !(given >= 0 && given <= 1)).ifPresent(given -> {
            throw CommandFailed.usage("--share is " + given + ": it is outside 0 to 1. Use for instance 0.1.");
        });
        Assignment assignment = new Assignment(surroundings, options);
        EarwitnessConfig config = assignment.config();
        Optional<PackReference> verified =
                pack.map(given -> GivenPack.verified(given, Assignment.models(config, surroundings), surroundings));
        return assignment.change(config, table -> {
            ModelAssignment.Builder next = table.continued(options.scope(), options.reason("models canary"))
                    .orElseThrow(assignment::nothingActive);
            verified.map(tried -> new CanaryShare(tried, share.orElse(0.0)))
                    .ifPresentOrElse(next::setCanary, next::clearCanary);
            return Optional.of(next.build());
        });
    }
}
