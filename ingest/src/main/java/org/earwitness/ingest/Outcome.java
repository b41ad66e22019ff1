package org.earwitness.ingest;

/** How the reading of a stream came to its end. */
public sealed interface Outcome {
    /** Segments that were handed to Kafka, without markers. */
    long segments();

    /**
     * The media is over and Kafka has all of it, the ENDED marker included.
     *
     * @param segments segments that were written, without the marker
     */
    record Ended(long segments) implements Outcome {}

    /**
     * It could not be opened, read on or published.
     *
     * @param reason what happened, in one sentence that names what was opened, without credentials
     * @param segments segments that were handed to Kafka before that
     */
    record Failed(String reason, long segments) implements Outcome {}

    /**
     * It was stopped from outside; a STALLED marker says so in the log, if anything had been written.
     *
     * @param segments segments that were handed to Kafka before that
     */
    record Stopped(long segments) implements Outcome {}
}
