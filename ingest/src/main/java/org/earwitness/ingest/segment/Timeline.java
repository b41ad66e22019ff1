package org.earwitness.ingest.segment;

/**
 * Puts the PTS of both tracks on one time line that starts at 0, and carries it over breaks.
 *
 * <p>Both tracks are measured against one origin, the smaller start PTS of the tracks in use, so a track that starts later stays
 * later. Where the PTS jump (recordings that were joined, an encoder that was restarted) what follows is put right behind what
 * came before: back by more than {@link #BACKWARD_MICROS} against its own track, or forward by more than
 * {@link #FORWARD_MICROS} against both. Around such a break packets of the two tracks still come mixed, some with old and some
 * with new PTS; each is measured against both and goes where its own track fits best.
 *
 * <p>One thread at a time.
 */
public final class Timeline {
    /** A track that steps back further than this has been restarted; less is disorder, which is trimmed. */
    public static final long BACKWARD_MICROS = 10_000_000;

    /** A step further ahead than this is a break in the PTS; less is a hole, which is kept as seconds without media. */
    public static final long FORWARD_MICROS = 600_000_000;

    /** Which of the two tracks. */
    public enum Track {
        VIDEO,
        AUDIO
    }

    private static final long NOTHING = Long.MIN_VALUE;

    private long videoEnd = NOTHING;
    private long audioEnd = NOTHING;
    private long offsetMicros;
    private long formerOffsetMicros;
    private long steps;

    /** @param originMicros the smaller start PTS of the tracks in use, microseconds */
    public Timeline(long originMicros) {
        this.offsetMicros = originMicros;
        this.formerOffsetMicros = originMicros;
    }

    /**
     * Places a frame or a run of samples.
     *
     * @param track whose it is
     * @param ptsMicros its PTS, microseconds
     * @param durationMicros how long it lasts, microseconds
     * @return when it is shown or heard, microseconds since the origin; may be a little below 0 at the start
     */
    public long place(Track track, long ptsMicros, long durationMicros) {
        long now = ptsMicros - offsetMicros;
        long own = track == Track.VIDEO ? videoEnd : audioEnd;
        // A track that begins may begin anywhere in what the other one brought already.
        long end = own == NOTHING ? Math.max(0, Math.min(reach(), now)) : own;
        long formerly = ptsMicros - formerOffsetMicros;
        long at = Math.abs(formerly - end) < Math.abs(now - end) ? formerly : now;
        if (at < end - BACKWARD_MICROS || at > reach() + FORWARD_MICROS) {
            at = reach();
            formerOffsetMicros = offsetMicros;
            offsetMicros = ptsMicros - at;
            steps++;
        }
        if (track == Track.VIDEO) {
            videoEnd = Math.max(videoEnd, at + durationMicros);
        } else {
            audioEnd = Math.max(audioEnd, at + durationMicros);
        }
        return at;
    }

    /** How many breaks were carried over. */
    public long steps() {
        return steps;
    }

    private long reach() {
        return Math.max(0, Math.max(videoEnd, audioEnd));
    }
}
