package org.earwitness.inference.shelf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where packs come from. A repository that is not a folder of this machine fetches the pack and gives the folder it lies in then. */
public interface PackRepository {

    /**
     * The folder of a pack, on this machine; what lies in it is verified by whoever opens it. May take as long as fetching takes;
     * one thread asks.
     *
     * @return empty when the repository has no pack of that digest, which may change
     * @throws IOException when the repository cannot be asked
     */
    Optional<Path> find(WantedPack pack) throws IOException;

    /** The repository in words, for messages: where it is. */
    String place();
}
