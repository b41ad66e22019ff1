package org.earwitness.inference.shelf;

import org.earwitness.inference.ModelPack;

/**
 * A pack by name. The digest decides; name and version are for people.
 *
 * @param name name of the pack
 * @param version version of the pack
 * @param digest SHA-256 of its {@code pack.yaml}, 64 hexadecimal digits
 */
public record WantedPack(String name, String version, String digest) {
    /** How a digest is written. */
    public static final String DIGEST = "[0-9a-f]{64}";

    /** The name of an open pack. */
    public static WantedPack of(ModelPack pack) {
        return new WantedPack(pack.name(), pack.version(), pack.digest());
    }

    @Override
    public String toString() {
        return ModelPack.inWords(name, version, digest);
    }
}
