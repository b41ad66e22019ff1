package org.earwitness.ingest.roster;

import java.util.Optional;

/** Where secrets are kept. Any thread. */
public interface SecretStore {
    /**
     * The value of an environment variable; empty where there is none.
     *
     * @throws MissingSecret when it must not be given to a source
     */
    Optional<String> variable(String name);

    /**
     * The text of a file, without the line end behind it; empty where there is none.
     *
     * @throws MissingSecret when it cannot be read or must not be given to a source
     */
    Optional<String> file(String path);
}
