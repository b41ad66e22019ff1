package org.earwitness.app.configuration;

import java.util.Optional;

/** An entry of a map of settings that is not sound as soon as it is made: something in it has no default. */
interface NamedEntry {
    /**
     * What is wrong with it, after its path; empty when it is sound.
     *
     * @param name its name in the map
     */
    Optional<String> problem(String name);
}
