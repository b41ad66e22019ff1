package org.earwitness.app.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.command.Surroundings;
import org.earwitness.inference.ModelPack;
import org.earwitness.inference.PackVerification;
import org.earwitness.inference.shelf.PackFolders;
import org.earwitness.inference.shelf.WantedPack;
import org.earwitness.schemas.PackReference;
import org.earwitness.streaming.localize.EventAssembly;

/** A pack as it stands on the command line: a folder, or the name of one in {@code models.folder}. */
final class GivenPack {
    private GivenPack() {}

    /**
     * Verifies it here, before anybody is told to run it.
     *
     * @throws CommandFailed when there is none, or it does not hold
     */
    static PackReference verified(String given, Path models, Surroundings surroundings) {
        Path folder = folder(given, models);
        PackVerification verification = PackVerification.of(folder);
        if (!verification.holds()) {
            throw CommandFailed.unusableInput(
                    "the pack in " + folder + " is not assigned, because it does not hold:\n  - "
                            + String.join("\n  - ", verification.differences()));
        }
        ModelPack pack = verification.pack().orElseThrow();
        if (verification.manifest().orElseThrow().takesFeatures()) {
            throw CommandFailed.unusableInput("the pack in " + folder
                    + " takes features and not media, so it cannot run on a stream. Name another.");
        }
        EventAssembly.refusalOf(pack).ifPresent(refusal -> {
            throw CommandFailed.unusableInput(refusal);
        });
        warnWhereWorkersMayNotFindIt(pack, folder, models, surroundings);
        return new PackReference(pack.name(), pack.version(), pack.digest());
    }

    private static Path folder(String given, Path models) {
        Path folder = Path.of(given);
        if (Files.isRegularFile(folder.resolve("pack.yaml"))) {
            return folder;
        }
        Path named = models.resolve(given);
        if (Files.isRegularFile(named.resolve("pack.yaml"))) {
            return named;
        }
        throw CommandFailed.unusableInput("there is no pack in " + folder.toAbsolutePath() + " nor in "
                + named.toAbsolutePath() + ". Name the folder of one, or one of models.folder.");
    }

    private static void warnWhereWorkersMayNotFindIt(
            ModelPack pack, Path folder, Path models, Surroundings surroundings) {
        boolean there;
        try {
            there = new PackFolders(models).find(WantedPack.of(pack)).isPresent();
        } catch (IOException unreadable) {
            there = false;
        }
        if (!there) {
            surroundings
                    .err()
                    .println("earwitness: " + folder + " is not in models.folder (" + models
                            + "). Every localizer looks for the pack in its own models.folder; until it is there, its"
                            + " streams keep the pack they have.");
            surroundings.err().flush();
        }
    }
}
