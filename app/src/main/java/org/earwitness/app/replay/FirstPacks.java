package org.earwitness.app.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.comparison.Verdict.Pack;
import org.earwitness.inference.shelf.PackRepository;
import org.earwitness.inference.shelf.WantedPack;

/**
 * Finds the packs that answered first.
 *
 * @param repository where packs come from
 */
record FirstPacks(PackRepository repository) {

    /**
     * The folder of a pack.
     *
     * @throws CommandFailed when it is not there, or nobody can tell
     */
    Path find(Pack pack) {
        Optional<Path> found;
        try {
            found = repository.find(new WantedPack(pack.name(), pack.version(), pack.digest()));
        } catch (IOException refused) {
            throw CommandFailed.failed(
                    repository.place() + " cannot be asked for pack " + pack + ": " + refused.getMessage()
                            + ". Check rights, or name another folder of packs with --packs.",
                    refused);
        }
        return found.orElseThrow(() -> CommandFailed.unusableInput("the events were made by pack " + pack + ", and "
                + repository.place() + " has none of this digest (" + pack.digest()
                + "). Put the pack there, name its folder with --packs, or compare another one with --pack."));
    }
}
