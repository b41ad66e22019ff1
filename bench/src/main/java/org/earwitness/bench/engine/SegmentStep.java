package org.earwitness.bench.engine;

import org.earwitness.bench.media.SegmentFiles.Second;

/** One way to turn the next second of a stream into a label: encode it, put it into the window, localize. */
interface SegmentStep extends AutoCloseable {
    /**
     * Takes the next second.
     *
     * @return index of the label, so that both ways can be compared and nothing is optimized away
     */
    int take(Second second);

    @Override
    void close();
}
