package org.earwitness.ingest.supervise;

import org.earwitness.ingest.source.FailureCause;

/** How a reading of a source came to its end, as its reader says. */
public sealed interface End {
    /** The media is over. */
    record Over() implements End {}

    /** It was told to end. */
    record Told() implements End {}

    /**
     * It cannot go on.
     *
     * @param cause what kind of failure it is
     * @param reason why, in plain words without credentials
     */
    record Failure(FailureCause cause, String reason) implements End {}
}
