package org.earwitness.ingest.segment;

/**
 * Puts the PTS of both tracks on one time line that starts at 0, and carries it over breaks.
 *
 * <p>Both tracks are measured against one origin, the smaller start PTS of the tracks in use, so a track that starts later stays
 * later. Where the PTS jump (recordings that were joined, an encoder that was restarted) what follows is put right behind what
 * came before: back by more than the {@link Breaks} allow against its own track, or forward by more than they allow against both.
 * Around such a break packets of the two tracks still come mixed, some with old and some with new PTS; each is measured against
 * both and goes where its own track fits best.
 *
 * <p>A step back by the length of a counter that wraps around (33 or 32 bits at 90 kHz, 32 bits of milliseconds) is no break: the
 * count goes on, and so do the places, to the microsecond.
 *
 * <p>One thread at a time.
 */
public final class Timeline {
    /**
     * From where on a step of the PTS is a break.
     *
     * @param backwardMicros a track that steps back further than this has been restarted; less is disorder, which is trimmed
     * @param forwardMicros a step further ahead than this is a break; less is a hole, which is kept as seconds without media
     */
    public record Breaks(long backwardMicros, long forwardMicros) {
        /** For files: a recording that pauses for minutes says so by its PTS, and nothing else knows. */
        public static final Breaks FILE = new Breaks(10_000_000, 600_000_000);

        /** For live streams: a clock tells how long a hole was, and a camera that starts anew starts near to where it was. */
        public static final Breaks LIVE = new Breaks(1_000_000, 10_000_000);

        public Breaks {
            if (backwardMicros < 0 || forwardMicros < 0) {
                throw new IllegalArgumentException("backwardMicros is " + backwardMicros + " and forwardMicros "
                        + forwardMicros + ": a step has a length of 0 or more. Use FILE or LIVE.");
            }
        }
    }

    /** Where counters of PTS begin anew, microseconds: MPEG's 33 bits and RTP's 32 bits at 90 kHz, RTMP's 32 bits at 1 kHz. */
    private static final long[] WRAPS = {(1L << 33) * 100 / 9, (1L << 32) * 100 / 9, (1L << 32) * 1_000};

    /** Which of the two tracks. */
    public enum Track {
        VIDEO,
        AUDIO
    }

    /** How far behind a break a track may still bring what was before it; later a step back is one, whatever it fits to. */
    private static final long MIXED_MICROS = 10_000_000;

    private static final long NOTHING = Long.MIN_VALUE;

    private final Breaks breaks;
    private long videoEnd = NOTHING;
    private long audioEnd = NOTHING;
    private long offsetMicros;
    private long formerOffsetMicros;
    private long breakMicros;
    private long steps;

    /**
     * The time line of a file.
     *
     * @param originMicros the smaller start PTS of the tracks in use, microseconds
     */
    public Timeline(long originMicros) {
        this(originMicros, Breaks.FILE);
    }

    /**
     * @param originMicros the smaller start PTS of the tracks in use, microseconds
     * @param breaks from where on a step is a break
     */
    public Timeline(long originMicros, Breaks breaks) {
        this.breaks = breaks;
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
        boolean nearBreak = end < breakMicros + MIXED_MICROS;
        long at = nearBreak && Math.abs(formerly - end) < Math.abs(now - end) ? formerly : now;
        if (isBroken(at, end)) {
            at = unwrapped(now, end);
            steps += isBroken(at, end) ? 1 : 0;
            at = isBroken(at, end) ? reach() : at;
            formerOffsetMicros = offsetMicros;
            offsetMicros = ptsMicros - at;
            breakMicros = at;
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

    private boolean isBroken(long at, long end) {
        return at < end - breaks.backwardMicros() || at > reach() + breaks.forwardMicros();
    }

    /** The place if a counter has just begun anew, or the place as it is if that does not explain it. */
    private long unwrapped(long at, long end) {
        for (long wrap : WRAPS) {
            if (at < end && !isBroken(at + wrap, end)) {
                return at + wrap;
            }
        }
        return at;
    }

    private long reach() {
        return Math.max(0, Math.max(videoEnd, audioEnd));
    }
}
