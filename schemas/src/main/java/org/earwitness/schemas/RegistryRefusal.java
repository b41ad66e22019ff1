package org.earwitness.schemas;

/** The schema registry answered and said no. */
public final class RegistryRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;

    /**
     * @param code Confluent's error code (40401 unknown subject, 409 incompatible, 42201 no valid schema, ..), or the HTTP status
     * @param message what was asked and what the registry said
     */
    public RegistryRefusal(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Confluent's error code, or the HTTP status where there is none. */
    public int code() {
        return code;
    }
}
