package org.earwitness.inference;

import java.util.List;

/**
 * What a verified pack says about itself (models.md section 6.4).
 *
 * @param name name of the pack
 * @param version version of the pack
 * @param digest SHA-256 of {@code pack.yaml}, 64 hexadecimal digits; it names every other file by digest
 * @param encodeDigest SHA-256 of {@code encode.onnx}: features are only good for the pack whose encoder made them
 * @param architecture network, as the papers name it
 * @param labels names of the labels, background last
 * @param background index of the background label
 * @param window segments a window holds
 * @param lookAhead segments of it that come after the target
 */
public record ModelPack(
        String name,
        String version,
        String digest,
        String encodeDigest,
        String architecture,
        List<String> labels,
        int background,
        int window,
        int lookAhead) {

    /** Places of an attention map: 7 by 7, row by row. */
    public static final int PLACES = 49;

    /** Digits of a digest that people are shown. */
    private static final int DIGITS = 12;

    public ModelPack {
        labels = List.copyOf(labels);
    }

    /** Name, version and the beginning of the digest: two packs may bear one name and version. */
    public String inWords() {
        return inWords(name, version, digest);
    }

    /** The same of a pack that is not here. */
    public static String inWords(String name, String version, String digest) {
        return name + " " + version + " (" + digest.substring(0, Math.min(DIGITS, digest.length())) + ")";
    }
}
