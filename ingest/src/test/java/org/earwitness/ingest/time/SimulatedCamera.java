package org.earwitness.ingest.time;

import java.util.Random;
import org.earwitness.ingest.segment.Timeline.Track;

/**
 * A camera, its encoder, the network and this host's clocks, as one seed makes them: drift, jitter, bursts, gaps, restarts, counters
 * that wrap around, duplicates, disorder, wrong rates, clocks that are set. Everything in microseconds; truth is UTC.
 */
final class SimulatedCamera {
    static final long SECOND = 1_000_000;
    static final long START = 1_790_000_000 * SECOND;
    static final long VIDEO_MICROS = SECOND / 25;
    static final long AUDIO_MICROS = SECOND / 50;
    static final int AUDIO_SAMPLES = 320;
    private static final long[] WRAPS = {(1L << 33) * 100 / 9, (1L << 32) * 100 / 9, Long.MAX_VALUE};

    /**
     * What arrives.
     *
     * @param truthMicros when its first picture or sample was recorded
     * @param ptsMicros what the encoder stamps
     * @param arrivedMicros when it arrived, in truth
     * @param wallMicros what this host's wall clock said then
     * @param reportMicros when the camera says by a sender report that it was recorded; 0 without one
     */
    record Packet(
            Track track, long truthMicros, long ptsMicros, long arrivedMicros, long wallMicros, long reportMicros) {}

    /** What happens to a stream sooner or later. */
    enum Trouble {
        LOSS,
        RESTART,
        LEAP,
        FROZEN_STAMPS,
        CONGESTION,
        WALL_CLOCK,
        CAMERA_CLOCK,
        NO_SOUND,
        NO_PICTURE,
        WRONG_RATE
    }

    private final Random random;
    private final boolean reports;
    private final boolean mayLie;
    private final double driftPpm;
    private final long jitterMicros;
    private final long latencyMicros;
    private final long wrapMicros;
    private final long lengthMicros;
    private double rate = 1;
    private double ptsNow;
    private long truth;
    private long lastVideo;
    private long lastAudio;
    private long lastArrived;
    private long congestedUntil;
    private long wallOffset;
    private long cameraOffset;
    private long silentUntil;
    private long blindUntil;
    private long lostUntil;
    private long nextTrouble;
    private double nextVideo = START;
    private double nextAudio = START;
    private long nextReport = START + 3 * SECOND;
    private long liedAt = START - 1_000 * SECOND;
    private boolean clockSet;

    /**
     * @param seed makes everything else
     * @param mayLie whether stamps and clocks may also be wrong, not only late, lost or drifting
     */
    SimulatedCamera(long seed, long lengthMicros, boolean mayLie) {
        random = new Random(seed);
        this.lengthMicros = lengthMicros;
        this.mayLie = mayLie;
        reports = random.nextBoolean();
        driftPpm = random.nextInt(401) - 200;
        jitterMicros = random.nextInt(40_000);
        latencyMicros = 5_000L + random.nextInt(200_000);
        wrapMicros = WRAPS[random.nextInt(WRAPS.length)];
        long beforeWrap = random.nextLong(600 * SECOND);
        ptsNow = wrapMicros == Long.MAX_VALUE ? random.nextLong(1_000 * SECOND) : wrapMicros - beforeWrap;
        truth = START;
        nextTrouble = START + 20 * SECOND + random.nextLong(60 * SECOND);
        // A server that has a group of pictures ready, or a probe that held packets.
        congestedUntil = START + random.nextLong(6 * SECOND);
    }

    boolean hasReports() {
        return reports;
    }

    long latencyMicros() {
        return latencyMicros + jitterMicros;
    }

    boolean isOver() {
        return truth - START >= lengthMicros;
    }

    /** When stamps or clocks were last wrong. */
    long liedAt() {
        return liedAt;
    }

    /** Whether a clock was set to what is not true, so that nobody can know what is. */
    boolean isClockSet() {
        return clockSet;
    }

    /** The next packet, or the same again. */
    Packet next() {
        while (true) {
            boolean video = nextVideo <= nextAudio;
            long now = (long) (video ? nextVideo : nextAudio);
            ptsNow += (now - truth) * (1 + driftPpm / 1e6) * rate;
            truth = now;
            if (video) {
                nextVideo += VIDEO_MICROS / (1 + driftPpm / 1e6);
            } else {
                // Sound is sampled by the clock that stamps it.
                nextAudio += AUDIO_MICROS / (1 + driftPpm / 1e6);
            }
            trouble();
            boolean lost = truth < lostUntil || truth < (video ? blindUntil : silentUntil);
            if (!lost) {
                return packet(video ? Track.VIDEO : Track.AUDIO);
            }
        }
    }

    private Packet packet(Track track) {
        long onTheWay = latencyMicros + (long) (-jitterMicros / 4.0 * Math.log(1 - random.nextDouble()));
        long arrived = Math.max(Math.max(lastArrived + 20, congestedUntil), truth + VIDEO_MICROS + onTheWay);
        lastArrived = arrived;
        boolean report = reports && truth >= nextReport;
        if (report) {
            nextReport = truth + SECOND + random.nextLong(SECOND / 10);
        }
        // Behind a hole nobody could tell a stamp in disorder from a right one.
        boolean video = track == Track.VIDEO;
        boolean behindHole = truth - (video ? lastVideo : lastAudio) > 2 * VIDEO_MICROS;
        if (video) {
            lastVideo = truth;
        } else {
            lastAudio = truth;
        }
        long pts = (long) ptsNow - (random.nextInt(400) == 0 && !behindHole ? 80_000 : 0);
        return new Packet(
                track,
                truth,
                Math.floorMod(pts, wrapMicros),
                arrived,
                arrived + wallOffset,
                report ? truth + cameraOffset + random.nextInt(4_000) - 2_000 : 0);
    }

    private void trouble() {
        if (truth < nextTrouble) {
            return;
        }
        nextTrouble = truth + 40 * SECOND + random.nextLong(120 * SECOND);
        Trouble[] all = Trouble.values();
        Trouble trouble = all[random.nextInt(all.length)];
        long length = random.nextLong(14 * SECOND);
        boolean lie = true;
        switch (trouble) {
            case LOSS -> {
                lostUntil = truth + length;
                lie = false;
            }
            case RESTART -> {
                // Out for a while, and then its count begins somewhere else.
                lostUntil = truth + length;
                ptsNow = random.nextLong(100 * SECOND);
            }
            case LEAP -> ptsNow += random.nextBoolean() ? 500 * SECOND : -2 * SECOND - length;
            case FROZEN_STAMPS -> {
                if (mayLie) {
                    lostUntil = truth + length;
                    ptsNow -= length;
                }
            }
            case CONGESTION -> {
                congestedUntil = truth + length;
                lie = false;
            }
            case WALL_CLOCK -> wallOffset += mayLie ? random.nextInt(20_000_000) - 10_000_000 : 0;
            case CAMERA_CLOCK -> cameraOffset = mayLie ? random.nextInt(20_000_000) - 10_000_000 : 0;
            case NO_SOUND -> {
                silentUntil = truth + length;
                lie = false;
            }
            case NO_PICTURE -> {
                blindUntil = truth + length;
                lie = false;
            }
            case WRONG_RATE -> rate = mayLie && random.nextInt(3) == 0 ? random.nextBoolean() ? 10 : 0.1 : rate;
            default -> throw new IllegalStateException("no rule for " + trouble);
        }
        clockSet |= mayLie && (trouble == Trouble.WALL_CLOCK || trouble == Trouble.CAMERA_CLOCK);
        liedAt = lie ? truth + length : liedAt;
    }
}
