package org.earwitness.ingest.source;

/** Which tracks of a source are pulled; the others are never asked for where the protocol lets us choose. */
public enum WantedTracks {
    BOTH,
    VIDEO,
    AUDIO;

    public boolean wantsVideo() {
        return this != AUDIO;
    }

    public boolean wantsAudio() {
        return this != VIDEO;
    }
}
