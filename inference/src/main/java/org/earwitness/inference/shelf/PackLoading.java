package org.earwitness.inference.shelf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.earwitness.inference.InferenceEngine;
import org.earwitness.inference.InferenceUnavailable;
import org.earwitness.inference.PackRefused;
import org.earwitness.inference.ProviderRefused;

/**
 * Finds a pack and opens it, and turns whatever goes wrong on the way into a state. Stateless; whoever gets an engine closes it.
 *
 * @param repository where packs come from
 * @param opener verifies and opens them
 */
public record PackLoading(PackRepository repository, PackOpener opener) {

    /**
     * What came of it.
     *
     * @param state ready, refused or absent
     * @param engine the engine, when it is ready
     */
    record Outcome(Shelved state, Optional<InferenceEngine> engine) {
        private static Outcome without(Shelved state) {
            return new Outcome(state, Optional.empty());
        }
    }

    Outcome load(WantedPack pack) {
        Optional<Path> folder;
        try {
            folder = repository.find(pack);
        } catch (IOException e) {
            return Outcome.without(
                    new Shelved.Absent(repository.place() + " cannot be read: " + e + ". Check that it is there"));
        }
        return folder.map(found -> open(pack, found))
                .orElseGet(() -> Outcome.without(new Shelved.Absent(repository.place()
                        + " has no pack whose pack.yaml has this digest. Put it there; it is looked for again")));
    }

    private Outcome open(WantedPack pack, Path folder) {
        InferenceEngine engine;
        try {
            engine = opener.open(folder);
        } catch (PackRefused | ProviderRefused | InferenceUnavailable e) {
            return Outcome.without(new Shelved.Refused(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) { // whatever a foreign file does to the runtime must not end the packs in use
            return Outcome.without(new Shelved.Refused("it cannot be opened: " + e));
        }
        if (!engine.pack().digest().equals(pack.digest())) {
            engine.close();
            return Outcome.without(
                    new Shelved.Refused("its pack.yaml in " + folder + " changed while it was opened; say it again"));
        }
        return new Outcome(new Shelved.Ready(engine.pack()), Optional.of(engine));
    }
}
