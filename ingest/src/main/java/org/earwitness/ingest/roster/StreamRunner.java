package org.earwitness.ingest.roster;

import org.earwitness.ingest.StreamDefinition;

/** Reads streams on behalf of somebody who follows a list of them. Any thread; all calls return at once. */
public interface StreamRunner {
    /**
     * Begins to read a stream; it opens its source later, on a thread of its own. A stream that is being stopped begins again when
     * it has stopped.
     *
     * @param leastEpoch its epoch must not be less
     */
    void start(StreamDefinition definition, long leastEpoch);

    /** Stops a stream; nothing happens when it is not read. */
    void stop(String stream);

    /** Stops all streams. */
    void stopAll();
}
