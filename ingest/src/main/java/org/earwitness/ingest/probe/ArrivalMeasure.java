package org.earwitness.ingest.probe;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * When packets came against when they are shown. What comes first was kept back while the source was looked into and its clock
 * was waited for, and tells nothing, so the beginning is left out. Bounded, one thread.
 */
final class ArrivalMeasure {
    private static final int MOST_PACKETS = 120_000;

    /** What was kept back is through so long after the first packet. */
    private static final long BURST_MICROS = 1_500_000;

    /** Over less than this a rate is chance. */
    private static final long LEAST_SPAN_MICROS = 2_000_000;

    /** Around a break it is not known yet where a packet belongs; one that is so far off is left out. */
    private static final long OFF_MICROS = 10_000_000;

    private static final int FEWEST = 10;
    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;

    private OptionalLong firstMicros = OptionalLong.empty();
    private long[] arrivals = new long[1_024];
    private long[] media = new long[1_024];
    private int count;

    void packet(long nowMicros, long mediaMicros) {
        if (firstMicros.isEmpty()) {
            firstMicros = OptionalLong.of(nowMicros);
        }
        if (nowMicros < firstMicros.getAsLong() + BURST_MICROS || count == MOST_PACKETS) {
            return;
        }
        if (count > 0 && Math.abs(mediaMicros - media[count - 1]) > OFF_MICROS) {
            return;
        }
        if (count == arrivals.length) {
            arrivals = Arrays.copyOf(arrivals, count * 2);
            media = Arrays.copyOf(media, count * 2);
        }
        arrivals[count] = nowMicros;
        media[count++] = mediaMicros;
    }

    /** The usual distance from a place in the media to the time of the machine when it came, microseconds. */
    OptionalLong transitMicros() {
        return count == 0 ? OptionalLong.empty() : OptionalLong.of(transits()[count / 2]);
    }

    /** How far the delays of the middle 90 % of packets are apart, microseconds. */
    OptionalLong jitterMicros() {
        if (count < FEWEST) {
            return OptionalLong.empty();
        }
        long[] transits = transits();
        return OptionalLong.of(transits[(int) (count * HIGH)] - transits[(int) (count * LOW)]);
    }

    /** Seconds of media a second: the line that fits best. */
    OptionalDouble pace() {
        if (count < FEWEST || arrivals[count - 1] - arrivals[0] < LEAST_SPAN_MICROS) {
            return OptionalDouble.empty();
        }
        double meanArrival = 0;
        double meanMedia = 0;
        for (int i = 0; i < count; i++) {
            meanArrival += (double) (arrivals[i] - arrivals[0]) / count;
            meanMedia += (double) (media[i] - media[0]) / count;
        }
        double together = 0;
        double alone = 0;
        for (int i = 0; i < count; i++) {
            double arrival = arrivals[i] - arrivals[0] - meanArrival;
            together += arrival * (media[i] - media[0] - meanMedia);
            alone += arrival * arrival;
        }
        return OptionalDouble.of(together / alone);
    }

    private long[] transits() {
        long[] transits = new long[count];
        for (int i = 0; i < count; i++) {
            transits[i] = arrivals[i] - media[i];
        }
        Arrays.sort(transits);
        return transits;
    }
}
