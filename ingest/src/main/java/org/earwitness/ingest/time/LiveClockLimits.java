package org.earwitness.ingest.time;

/**
 * How far readings of a clock are followed, and from when on they mean something else than drift.
 *
 * @param mostSlewPpm how fast the mapping is bent towards the readings, parts per million on top of the drift it follows. 500: the
 *     rate at which hosts slew their own clocks; eight samples a second, which nobody hears
 * @param slewMicros in which time a small difference is taken up. Ten seconds: slow enough that one reading's noise is not
 *     followed, fast enough to stay within 2 ms of 200 ppm before the drift is known
 * @param mostDriftPpm drift beyond this is not followed. 2,000: twice what 29.97 frames a second stamped as 30 make
 * @param stepMicros a lasting difference above this is a step. 500 ms: half a second, the resolution of what is told about time
 * @param stepReadings how many readings in a row must agree on a step. Three: one outlier does nothing, nor do two
 * @param stepConfirmMicros for how long they must. Three seconds, three readings at one a second
 * @param lateConfirmMicros the same where arrivals are late. 20 seconds: a congested network makes them so for a while, and nothing
 *     is wrong with their time
 * @param windowMicros how old readings may be that a place is told from. 30 seconds: three of the longest usual HLS segments
 * @param leastRate media that goes on more slowly against UTC has absurd time stamps. A half: no drift is near it, a wrong time
 *     base always is
 * @param mostRate media that goes on faster has, too
 * @param rateMicros for how long a direct reading must show such a rate. Five seconds, so that a step is not taken for one
 * @param fastMicros for how long arrivals must show media that is too fast. Ten seconds: longer than a slow download of the first
 *     HLS segments
 * @param slowMicros for how long they must show media that is too slow. 30 seconds: a congested network looks the same for a while
 * @param mostStepsPerMinute more steps than this are absurd: an epoch would last less than what a model looks at. Three
 * @param silentMicros a better clock that says nothing for this long, in time of media, is given up for arrival. One minute: a
 *     dozen sender reports
 * @param futureMicros a direct reading that claims media was recorded this much later than it arrived is refused. Two seconds: what
 *     an encoder's clock may be off
 * @param pastMicros a sender report that claims media was recorded this much earlier than it arrived is refused: the camera's clock
 *     was never set. One minute: no network holds media that long. Program date times may be as old as they like
 */
public record LiveClockLimits(
        double mostSlewPpm,
        long slewMicros,
        double mostDriftPpm,
        long stepMicros,
        int stepReadings,
        long stepConfirmMicros,
        long lateConfirmMicros,
        long windowMicros,
        double leastRate,
        double mostRate,
        long rateMicros,
        long fastMicros,
        long slowMicros,
        int mostStepsPerMinute,
        long silentMicros,
        long futureMicros,
        long pastMicros) {

    private static final long SECOND = 1_000_000;
    private static final double MOST_PPM = 100_000;

    /** What is right for cameras, encoders and HLS alike. */
    public static final LiveClockLimits DEFAULTS = new LiveClockLimits(
            500,
            10 * SECOND,
            2_000,
            SECOND / 2,
            3,
            3 * SECOND,
            20 * SECOND,
            30 * SECOND,
            0.5,
            1.5,
            5 * SECOND,
            10 * SECOND,
            30 * SECOND,
            3,
            60 * SECOND,
            2 * SECOND,
            60 * SECOND);

    public LiveClockLimits {
        if (!(mostSlewPpm > 0) || !(mostDriftPpm >= 0) || mostSlewPpm + mostDriftPpm > MOST_PPM) {
            throw new IllegalArgumentException("mostSlewPpm is " + mostSlewPpm + " and mostDriftPpm " + mostDriftPpm
                    + ": together they are outside 0 to 100000, so time could run backwards. Use 500 and 2000.");
        }
        if (stepReadings < 1 || stepMicros < 1 || slewMicros < 1 || windowMicros < SECOND) {
            throw new IllegalArgumentException("stepReadings is " + stepReadings + ", stepMicros " + stepMicros
                    + ", slewMicros " + slewMicros + ", windowMicros " + windowMicros
                    + ": nothing could be followed by them. Take them from DEFAULTS.");
        }
        if (!(leastRate > 0 && leastRate < 1 && mostRate > 1)) {
            throw new IllegalArgumentException("leastRate is " + leastRate + " and mostRate " + mostRate
                    + ": a rate of 1 must lie between them. Use 0.5 and 1.5.");
        }
    }
}
