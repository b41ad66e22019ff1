package org.earwitness.inference.shelf;

import java.nio.file.Path;
import org.earwitness.inference.InferenceEngine;

/** Opens the pack of a folder. */
@FunctionalInterface
public interface PackOpener {

    /**
     * Verifies a pack, opens its sessions and runs each once at every batch size, so that the first segment pays for nothing.
     *
     * @throws org.earwitness.inference.PackRefused when the pack does not hold what it says
     * @throws org.earwitness.inference.ProviderRefused when it cannot be run where it should
     */
    InferenceEngine open(Path folder);
}
