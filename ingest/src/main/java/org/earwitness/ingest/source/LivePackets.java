package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline.Track;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.time.TrackArrivals;

/**
 * Where the packets of a live stream are in UTC. Each packet's arrival is measured as it comes; until the burst at the start is
 * over the packets are held, so that the first second is stamped right. A sender's own clock goes before arrival when it is
 * there and can be true.
 *
 * <p>Owns the packets it holds; one thread.
 */
final class LivePackets implements AutoCloseable {
    /** What a source may hold at its start; half a minute of a usual camera. */
    private static final long MOST_HELD_BYTES = 16L << 20;

    private static final int MOST_HELD = 8_192;

    /** A sender ahead of its arrival by more has a wrong clock: media cannot come before it was recorded. */
    private static final long MOST_AHEAD_MICROS = 2_000_000;

    /** A sender behind by more has a wrong clock, or what it sends is not live. */
    private static final long MOST_BEHIND_MICROS = 600_000_000;

    private final Clock wallClock;
    private final TrackArrivals arrivals = new TrackArrivals();
    private final SenderReports reports = new SenderReports();
    private final Deque<AVPacket> held = new ArrayDeque<>();
    private long heldBytes;
    private Optional<ClockReading> pending = Optional.empty();
    private long nowMicros;
    private long videoAhead;
    private long audioAhead;

    LivePackets(Clock wallClock) {
        this.wallClock = wallClock;
    }

    /**
     * Takes a packet that came just now.
     *
     * @param placeMicros its PTS on the stream's time line
     * @param ptsMicros its PTS
     */
    void arrived(AVPacket packet, boolean ofVideo, long placeMicros, long ptsMicros) {
        Instant now = wallClock.instant();
        nowMicros = now.getEpochSecond() * SegmentClock.SECOND_MICROS + now.getNano() / 1_000;
        if (ofVideo) {
            videoAhead = placeMicros - ptsMicros;
        } else {
            audioAhead = placeMicros - ptsMicros;
        }
        reports.packet(packet, ofVideo, ptsMicros);
        arrivals.packet(ofVideo ? Track.VIDEO : Track.AUDIO, placeMicros, nowMicros, System.nanoTime())
                .ifPresent(this::read);
    }

    private void read(TrackArrivals.Reading arrival) {
        pending = Optional.of(reports.newest()
                .filter(report -> isPossible(report.utcMicros()))
                .map(report -> new ClockReading(
                        report.ptsMicros() + (reports.isOfVideo() ? videoAhead : audioAhead),
                        report.utcMicros(),
                        org.earwitness.schemas.Clock.RTCP,
                        arrival.audioDelayMicros()))
                .orElseGet(() -> new ClockReading(
                        arrival.mediaMicros(),
                        arrival.utcMicros(),
                        org.earwitness.schemas.Clock.ARRIVAL,
                        arrival.audioDelayMicros())));
    }

    private boolean isPossible(long utcMicros) {
        return utcMicros - nowMicros <= MOST_AHEAD_MICROS && nowMicros - utcMicros <= MOST_BEHIND_MICROS;
    }

    /** What is to be added to the PTS of sound, microseconds. */
    long audioShiftMicros() {
        return reports.audioShiftMicros();
    }

    /** Whether the packet that came last waits behind others, or for the burst at the start to be over. */
    boolean isToBeHeld() {
        return !arrivals.isSettled() || !held.isEmpty();
    }

    /** Keeps a packet until the start is over. */
    void hold(AVPacket packet) {
        AVPacket kept = av_packet_clone(packet);
        if (kept == null) {
            throw new OutOfMemoryError("no memory for a packet of " + packet.size() + " bytes");
        }
        held.addLast(kept);
        heldBytes += kept.size();
        if (heldBytes > MOST_HELD_BYTES || held.size() >= MOST_HELD) {
            settleNow();
        }
    }

    /** Ends the start, because nothing more can be held or nothing more comes. */
    void settleNow() {
        arrivals.settleNow().ifPresent(this::read);
    }

    /** The oldest packet that was held, once the start is over; the caller frees it. */
    Optional<AVPacket> released() {
        if (held.isEmpty() || !arrivals.isSettled()) {
            return Optional.empty();
        }
        AVPacket oldest = held.removeFirst();
        heldBytes -= oldest.size();
        return Optional.of(oldest);
    }

    /** The reading that has not been given out. */
    Optional<ClockReading> take() {
        Optional<ClockReading> reading = pending;
        pending = Optional.empty();
        return reading;
    }

    @Override
    public void close() {
        held.forEach(packet -> av_packet_free(packet));
        held.clear();
        reports.close();
    }
}
