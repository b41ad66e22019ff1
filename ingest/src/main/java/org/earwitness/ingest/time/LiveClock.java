package org.earwitness.ingest.time;

import org.earwitness.schemas.Clock;

/**
 * Maps places on a live stream's time line to UTC. The first reading anchors it; later ones slew it slowly, so that time never
 * runs backwards and never jumps within an epoch. One thread.
 */
public final class LiveClock {
    /** What a reading means for the epoch. */
    public sealed interface Verdict {
        /** The epoch goes on. */
        record Steady() implements Verdict {}

        /**
         * Media and UTC went apart at once: a new epoch must begin, with a new clock.
         *
         * @param reason what happened, in words, with figures
         */
        record Step(String reason) implements Verdict {}

        /**
         * The time stamps run at a rate that no drift explains: they must not be used any more.
         *
         * @param reason what happened, in words, with figures
         */
        record Absurd(String reason) implements Verdict {}
    }

    private static final Verdict STEADY = new Verdict.Steady();

    private boolean anchored;
    private long offsetMicros;
    private Clock clock = Clock.ARRIVAL;

    /**
     * Takes a reading.
     *
     * @param mediaMicros a place on the stream's time line
     * @param utcMicros where it is in UTC, at the latest
     * @param source who says so
     */
    public Verdict read(long mediaMicros, long utcMicros, Clock source) {
        if (!anchored) {
            anchored = true;
            offsetMicros = utcMicros - mediaMicros;
        }
        clock = source;
        return STEADY;
    }

    /** Whether a reading has come. */
    public boolean isAnchored() {
        return anchored;
    }

    /** When media at this place was recorded, microseconds since 1970. Later places are never earlier in UTC. */
    public long utcMicros(long mediaMicros) {
        return mediaMicros + offsetMicros;
    }

    /** Where its time comes from now. */
    public Clock clock() {
        return clock;
    }

    /** How fast the media's clock runs against UTC, parts per million; 0 until it is known. */
    public double driftPpm() {
        return 0;
    }
}
