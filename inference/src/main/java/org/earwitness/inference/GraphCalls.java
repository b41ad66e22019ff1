package org.earwitness.inference;

import org.earwitness.inference.session.Deadline;

/** How calls reach the sessions of a pack: one by one, or gathered. Any thread; closed after its last call. */
interface GraphCalls extends AutoCloseable {

    Features encode(SegmentInput input, Deadline deadline);

    Localization localize(FeatureWindow window, Deadline deadline);

    /** Runs each graph in every size that a later call can have, before the first call. */
    void warm(Deadline deadline);

    @Override
    void close();
}
