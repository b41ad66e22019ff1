package org.earwitness.ingest.probe;

import org.earwitness.ingest.source.FailureCause;

/** How a probe ended. */
public sealed interface ProbeResult {
    /**
     * The source could be read.
     *
     * @param findings what it is
     */
    record Found(Findings findings) implements ProbeResult {}

    /**
     * The source could not be opened, or failed before it gave any media.
     *
     * @param cause what kind of failure
     * @param reason why, in words and without credentials
     */
    record Unreadable(FailureCause cause, String reason) implements ProbeResult {}
}
