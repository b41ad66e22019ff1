package org.earwitness.ingest;

/** How a stream of the list is played. */
public enum Playback {
    /** At its own pace, opened again whenever it breaks. */
    LIVE,
    /** A file, once and as fast as possible: epoch 0, segments from 0. */
    ONCE,
    /** A file, once and as it would be played, as if it were live. */
    REAL_TIME,
    /** A file, again and again in real time, as if it were live. */
    LOOP
}
