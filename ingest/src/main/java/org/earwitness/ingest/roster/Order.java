package org.earwitness.ingest.roster;

import org.earwitness.ingest.StreamDefinition;

/** What a worker has to do with one stream. */
public sealed interface Order {
    /** Name of the stream. */
    String stream();

    /**
     * Read it.
     *
     * @param leastEpoch its epoch must not be less
     */
    record Start(StreamDefinition definition, long leastEpoch) implements Order {
        @Override
        public String stream() {
            return definition.stream();
        }
    }

    /** Stop reading it. */
    record Stop(String stream) implements Order {}

    /** Leave it alone, and say why. */
    record Leave(String stream, String reason) implements Order {}
}
