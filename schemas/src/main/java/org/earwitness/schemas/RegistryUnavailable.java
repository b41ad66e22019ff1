package org.earwitness.schemas;

/** The schema registry gave no answer in time: an infrastructure error that never makes a record a rejected one. */
public final class RegistryUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was asked, of whom, how often, and what went wrong last. */
    public RegistryUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** What was asked, of whom, how often, and what it answered. */
    public RegistryUnavailable(String message) {
        super(message);
    }
}
