package org.earwitness.app.chaos;

import java.time.Duration;
import org.earwitness.app.guarantee.Evidence;
import org.earwitness.app.guarantee.EvidenceReader;
import org.earwitness.app.guarantee.NothingLost;
import org.earwitness.app.guarantee.RejectedAreExplained;

/**
 * Tells when nothing more will come: all that is due is there and it has been quiet for a while; or something is missing and it
 * has been quiet for much longer than any take-over.
 */
final class Settling {
    private static final Duration GIVEN_UP = Duration.ofSeconds(90);

    private final EvidenceReader reader;
    private final Duration quietAtLeast;
    private long records = -1;
    private long lastNanos;

    /**
     * @param reader what reads on
     * @param quietAtLeast how long it must have been quiet once all that is due is there
     */
    Settling(EvidenceReader reader, Duration quietAtLeast) {
        this.reader = reader;
        this.quietAtLeast = quietAtLeast;
    }

    /** To be asked again and again while the reader reads on. */
    boolean isOver(long nowNanos) {
        Evidence evidence = reader.evidence(true);
        long now = (long) evidence.segments().size()
                + evidence.events().size()
                + evidence.intervals().size()
                + evidence.rejections().size();
        if (now != records) {
            records = now;
            lastNanos = nowNanos;
            return false;
        }
        long quiet = nowNanos - lastNanos;
        return quiet > GIVEN_UP.toNanos()
                || (quiet > quietAtLeast.toNanos()
                        && new NothingLost().violations(evidence).isEmpty()
                        && new RejectedAreExplained().violations(evidence).isEmpty());
    }
}
