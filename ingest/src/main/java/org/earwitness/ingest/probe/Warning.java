package org.earwitness.ingest.probe;

/**
 * Something that would go wrong with a source.
 *
 * @param kind what, for programs
 * @param sentence what, with its figure, and what to do, for people
 */
public record Warning(Kind kind, String sentence) {
    /** What would go wrong. */
    public enum Kind {
        NO_SOUND,
        NO_PICTURE,
        NO_DECODER,
        NOTHING_CAME,
        BROKE_OFF,
        SILENT,
        QUIET,
        CLIPPED,
        TELEPHONE_SOUND,
        BLACK,
        FROZEN,
        KEY_FRAMES,
        SLOW_START,
        FEW_FRAMES,
        UNEVEN_FRAMES,
        ABSURD_RATE,
        TOO_LARGE,
        LARGE,
        JUMPS,
        UNORDERED,
        PACE,
        JITTER,
        NO_CLOCK,
        CLOCK_OFF,
        LATENCY,
        TRACKS_APART,
        CORRUPT,
        TLS_UNVERIFIED,
        UNENCRYPTED_PASSWORD,
        CREDENTIALS_IN_SIGHT
    }
}
