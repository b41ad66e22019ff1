package org.earwitness.inference;

/** No answer came: the deadline passed or the runtime failed. The segment is not at fault and may be tried again. */
public final class InferenceUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean deadlinePassed;

    private InferenceUnavailable(String message, boolean deadlinePassed, Throwable cause) {
        super(message, cause);
        this.deadlinePassed = deadlinePassed;
    }

    private InferenceUnavailable(String message, boolean deadlinePassed) {
        super(message);
        this.deadlinePassed = deadlinePassed;
    }

    /** The deadline passed; the state says what was going on. */
    public static InferenceUnavailable deadline(String state) {
        return new InferenceUnavailable(state, true);
    }

    /** The runtime answered, but not with what the pack promises. */
    public static InferenceUnavailable failure(String message) {
        return new InferenceUnavailable(message, false);
    }

    /** The runtime failed; the cause is kept. */
    public static InferenceUnavailable failure(String message, Throwable cause) {
        return new InferenceUnavailable(message, false, cause);
    }

    /** Whether it was the deadline, not a failure of the runtime. */
    public boolean isDeadline() {
        return deadlinePassed;
    }

    /** The same, thrown on another thread: each caller of a batch sees its own stack, and the first as the cause. */
    public InferenceUnavailable again() {
        return new InferenceUnavailable(String.valueOf(getMessage()), deadlinePassed, this);
    }
}
