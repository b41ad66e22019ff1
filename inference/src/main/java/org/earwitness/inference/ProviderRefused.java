package org.earwitness.inference;

/** The execution provider that was asked for is not there; the message names what is missing and what to do. */
public final class ProviderRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProviderRefused(String message) {
        super(message);
    }

    public ProviderRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
