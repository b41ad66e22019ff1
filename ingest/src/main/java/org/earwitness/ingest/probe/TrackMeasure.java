package org.earwitness.ingest.probe;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Gathers the packets of one track in the order they come; bounded, one thread. Where the time stamps jump a new run begins, and
 * nothing is measured from one run to the next: around a break it is not known yet where a packet belongs.
 */
final class TrackMeasure {
    /** Ten minutes at 200 packets a second; what comes behind them is counted and no longer looked at. */
    private static final int MOST_PACKETS = 120_000;

    /** A step back of this much is a break, not the order of B frames. */
    private static final long BACKWARD_MICROS = 10_000_000;

    /** A step ahead of this much is a break, not a slide show. */
    private static final long FORWARD_MICROS = 60_000_000;

    private static final double LEAST_SHARE = 0.01;

    private long[] times = new long[1_024];
    private int timed;
    private long packets;
    private long bytes;
    private long withoutTime;
    private boolean reordered;
    private long previous;
    private int runStart;
    private long latest;
    private long lastKey;
    private boolean keyInRun;
    private long keyCount;
    private long distances;
    private int longestRunStart;
    private long longestFrom;
    private long longestTo;

    void packet(int size, boolean key, OptionalLong mediaMicros) {
        packets++;
        bytes += size;
        if (mediaMicros.isEmpty()) {
            withoutTime++;
            return;
        }
        if (timed == MOST_PACKETS) {
            return;
        }
        long at = mediaMicros.getAsLong();
        if (timed == 0 || isBreak(previous, at)) {
            runStart = timed;
            latest = at;
            lastKey = at;
            keyInRun = false;
        }
        times = timed == times.length ? Arrays.copyOf(times, timed * 2) : times;
        times[timed++] = at;
        previous = at;
        reordered |= at < latest;
        latest = Math.max(latest, at);
        if (key) {
            keyFrame(at);
        }
    }

    private static boolean isBreak(long before, long at) {
        return at < before - BACKWARD_MICROS || at > before + FORWARD_MICROS;
    }

    private void keyFrame(long at) {
        keyCount++;
        if (keyInRun) {
            distances++;
            if (at - lastKey > longestTo - longestFrom) {
                longestRunStart = runStart;
                longestFrom = lastKey;
                longestTo = at;
            }
        }
        keyInRun = true;
        lastKey = at;
    }

    /** Whether packets came in another order than their time stamps. */
    boolean isReordered() {
        return reordered;
    }

    KeyFrames keyFrames() {
        if (timed == 0) {
            return KeyFrames.NONE;
        }
        long frames = 0;
        for (int i = longestRunStart; i < timed && (i == longestRunStart || !isBreak(times[i - 1], times[i])); i++) {
            if (distances > 0 && times[i] >= longestFrom && times[i] < longestTo) {
                frames++;
            }
        }
        return new KeyFrames(keyCount, frames, longestTo - longestFrom, latest - lastKey);
    }

    Flow flow() {
        long[] steps = new long[Math.max(0, timed)];
        int count = 0;
        long twice = 0;
        long reach = 0;
        for (int start = 0; start < timed; ) {
            int end = runEnd(start);
            long[] run = Arrays.copyOfRange(times, start, end);
            Arrays.sort(run);
            reach += run[run.length - 1] - run[0];
            for (int i = 1; i < run.length; i++) {
                if (run[i] == run[i - 1]) {
                    twice++;
                } else {
                    steps[count++] = run[i] - run[i - 1];
                }
            }
            start = end;
        }
        if (count == 0) {
            return new Flow(packets, bytes, 0, OptionalDouble.empty(), 0, 0, 0, twice, withoutTime);
        }
        Arrays.sort(steps, 0, count);
        long typical = steps[count / 2];
        return new Flow(
                packets,
                bytes,
                reach + typical,
                OptionalDouble.of(count * 1e6 / reach),
                typical,
                steps[(int) (count * LEAST_SHARE)],
                steps[count - 1],
                twice,
                withoutTime);
    }

    private int runEnd(int start) {
        int end = start + 1;
        while (end < timed && !isBreak(times[end - 1], times[end])) {
            end++;
        }
        return end;
    }
}
