package org.earwitness.ingest.roster;

/** A secret that a stream refers to is not to be had; the message says which one and what to do, and holds no secret. */
public final class MissingSecret extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MissingSecret(String message) {
        super(message);
    }

    /** The reason in words. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
