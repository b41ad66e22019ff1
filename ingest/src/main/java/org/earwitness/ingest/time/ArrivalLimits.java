package org.earwitness.ingest.time;

/**
 * When arrivals are read and from when on they are believed.
 *
 * @param readingMicros how often a reading is given, microseconds of monotonic time. One second: the segments' own step
 * @param settleMicros how long media must have come no faster than in real time before the first reading is given. Half a
 *     second: longer than the pauses between the packets of a burst, short against the time a camera takes to come back
 * @param settleFallMicros how far the lower envelope may still fall in that time. 100 ms in half a second is media that runs a
 *     fifth faster than real time: jitter stays below it, a burst never does
 * @param mostWaitMicros when the first reading is given although media still comes too fast, microseconds since the first packet.
 *     Five seconds: a list of three HLS segments is in by then; whatever goes on longer is a rate that {@link LiveClock} judges
 * @param mostMediaMicros the same, microseconds of media. One minute: the longest list of segments that servers offer, and what a
 *     source can hold
 * @param wallStepMicros by how much wall and monotonic clock may go apart between two packets before it counts as a clock that
 *     was set. 250 ms: more than a pause of the process between reading the two
 * @param delayMicros how old arrivals may be that the delay between the tracks is told from. 20 seconds: two of the longest
 *     usual HLS segments
 */
public record ArrivalLimits(
        long readingMicros,
        long settleMicros,
        long settleFallMicros,
        long mostWaitMicros,
        long mostMediaMicros,
        long wallStepMicros,
        long delayMicros) {

    /** What is right for cameras, encoders and HLS alike. */
    public static final ArrivalLimits DEFAULTS =
            new ArrivalLimits(1_000_000, 500_000, 100_000, 5_000_000, 60_000_000, 250_000, 20_000_000);

    public ArrivalLimits {
        refuseBelowOne("readingMicros", readingMicros);
        refuseBelowOne("settleMicros", settleMicros);
        refuseBelowOne("settleFallMicros", settleFallMicros);
        refuseBelowOne("mostMediaMicros", mostMediaMicros);
        refuseBelowOne("wallStepMicros", wallStepMicros);
        refuseBelowOne("delayMicros", delayMicros);
        if (mostWaitMicros < settleMicros) {
            throw new IllegalArgumentException("mostWaitMicros is " + mostWaitMicros + ": it is below settleMicros ("
                    + settleMicros + "), so nothing could settle. Use 5000000.");
        }
    }

    private static void refuseBelowOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": it is below 1. Take it from DEFAULTS.");
        }
    }
}
