package org.earwitness.inference.reference;

/** A file of reference tensors cannot be used; the message says which array, why, and what to do. */
public final class UnusableReference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableReference(String message) {
        super(message);
    }

    public UnusableReference(String message, Throwable cause) {
        super(message, cause);
    }
}
