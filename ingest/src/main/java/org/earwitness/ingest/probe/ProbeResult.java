package org.earwitness.ingest.probe;

import org.earwitness.ingest.source.FailureCause;

/** How a probe ended. */
public sealed interface ProbeResult {
    /**
     * The source was opened.
     *
     * @param findings what it is
     */
    record Found(Findings findings) implements ProbeResult {}

    /**
     * The source could not be opened.
     *
     * @param cause what kind of failure
     * @param reason why, in words and without credentials
     */
    record Unreadable(FailureCause cause, String reason) implements ProbeResult {}
}
