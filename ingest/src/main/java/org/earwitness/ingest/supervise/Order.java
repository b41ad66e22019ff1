package org.earwitness.ingest.supervise;

/** What a supervision wants done. */
public sealed interface Order {
    /**
     * Tell the world about a state.
     *
     * @param state the state
     * @param isChange whether it is new; otherwise a heartbeat
     */
    record Tell(StreamState state, boolean isChange) implements Order {}

    /**
     * Open the source anew, on a thread of its own.
     *
     * @param reading number of the reading that begins, growing; its events carry it
     */
    record Open(long reading) implements Order {}

    /**
     * Tell a reader to end; it may not listen.
     *
     * @param reading its number
     */
    record Kill(long reading) implements Order {}

    /**
     * Go on without a reader that does not end: nothing it may still bring is wanted.
     *
     * @param reading its number
     */
    record Abandon(long reading) implements Order {}
}
