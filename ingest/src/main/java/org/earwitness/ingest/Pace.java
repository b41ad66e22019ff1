package org.earwitness.ingest;

/** How fast a source is read. */
public enum Pace {
    /** As fast as it comes: files, and live streams, which pace themselves. */
    FULL_SPEED,
    /** As it would be played: a file that stands for a live stream. */
    REAL_TIME
}
