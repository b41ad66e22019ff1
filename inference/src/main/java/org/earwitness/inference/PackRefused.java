package org.earwitness.inference;

import java.util.List;

/** A model pack does not hold what it says; the message lists every difference, where it is and what to do. */
public final class PackRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final List<String> differences;

    /**
     * @param pack the pack's folder, as the caller named it
     * @param differences one sentence or two each; at least one
     */
    public PackRefused(String pack, List<String> differences) {
        super("pack " + pack + " is refused:\n  - " + String.join("\n  - ", differences));
        this.differences = List.copyOf(differences);
    }

    /** Everything that differs, in the order it was found. */
    public List<String> differences() {
        return differences;
    }
}
