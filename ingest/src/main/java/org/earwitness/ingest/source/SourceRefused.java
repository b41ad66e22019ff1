package org.earwitness.ingest.source;

/** A source cannot even be tried: a secret is missing, an option does not exist. The message is safe to show. */
public final class SourceRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCause failureCause;

    /**
     * @param failureCause what kind of failure it is
     * @param reason what is wrong, where, and what to do, without secrets
     */
    public SourceRefused(FailureCause failureCause, String reason) {
        super(reason);
        this.failureCause = failureCause;
    }

    /** What kind of failure it is. */
    public FailureCause failureCause() {
        return failureCause;
    }
}
