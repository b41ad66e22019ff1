package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_clone;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline.Track;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.time.ArrivalLimits;
import org.earwitness.ingest.time.TrackArrivals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the packets of a live stream are in UTC. Each packet's arrival is measured as it comes; until the burst at the start is
 * over the packets are held, so that the first second is stamped right. A sender's own clock goes before arrival when it is
 * there and can be true.
 *
 * <p>Owns the packets it holds; one thread.
 */
final class LivePackets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LivePackets.class);

    /** What a source may hold at its start; half a minute of a usual camera. */
    private static final long MOST_HELD_BYTES = 16L << 20;

    /** How long the start waits for the dates of a playlist: they are got while the first segment is. */
    private static final long LONGEST_DATES_NANOS = 2_000_000_000L;

    private static final int MOST_HELD = 8_192;

    /** Whatever is no list of segments has got rid of what it had kept within 3 s, before anybody takes it for stalled. */
    private static final ArrivalLimits SHORT_WAIT = new ArrivalLimits(
            ArrivalLimits.DEFAULTS.readingMicros(),
            ArrivalLimits.DEFAULTS.settleMicros(),
            ArrivalLimits.DEFAULTS.settleFallMicros(),
            3_000_000,
            ArrivalLimits.DEFAULTS.mostMediaMicros(),
            ArrivalLimits.DEFAULTS.wallStepMicros(),
            ArrivalLimits.DEFAULTS.delayMicros());

    private final MediaAddress address;
    private final Clock wallClock;
    private final Optional<ProgramDates> dates;
    private final TrackArrivals arrivals;
    private final ClockDoubt doubt = new ClockDoubt();
    private final SenderReports reports = new SenderReports();
    private final Deque<AVPacket> held = new ArrayDeque<>();
    private long heldBytes;
    private Optional<TrackArrivals.Reading> due = Optional.empty();
    private long nowMicros;
    private long beginNanos;
    private boolean waitsForDates;
    private boolean seenVideo;
    private boolean gave;
    private boolean stampedByArrival;
    private long videoAhead;
    private long audioAhead;

    LivePackets(MediaAddress address, Clock wallClock, Optional<ProgramDates> dates) {
        this.address = address;
        this.wallClock = wallClock;
        this.dates = dates;
        this.arrivals = new TrackArrivals(dates.isPresent() ? ArrivalLimits.DEFAULTS : SHORT_WAIT);
    }

    /**
     * Takes a packet that came just now.
     *
     * @param placeMicros its PTS on the stream's time line
     * @param ptsMicros its PTS
     */
    void arrived(AVPacket packet, AVStream stream, boolean ofVideo, long placeMicros, long ptsMicros) {
        Instant now = wallClock.instant();
        nowMicros = now.getEpochSecond() * SegmentClock.SECOND_MICROS + now.getNano() / 1_000;
        if (ofVideo) {
            videoAhead = placeMicros - ptsMicros;
        } else {
            audioAhead = placeMicros - ptsMicros;
        }
        seenVideo |= ofVideo;
        reports.packet(packet, stream, ofVideo, ptsMicros);
        if (dates.isPresent()) {
            boolean isKey = ofVideo ? (packet.flags() & AV_PKT_FLAG_KEY) != 0 : !seenVideo;
            dates.get().packet(isKey, ptsMicros);
        }
        long monotonic = System.nanoTime();
        if (beginNanos == 0) {
            beginNanos = monotonic;
        }
        waitsForDates =
                dates.isPresent() && !gave && dates.get().isPending() && monotonic - beginNanos < LONGEST_DATES_NANOS;
        arrivals.packet(ofVideo ? Track.VIDEO : Track.AUDIO, placeMicros, nowMicros, monotonic)
                .ifPresent(this::due);
        if (!arrivals.isSettled() && knowsBetter()) {
            arrivals.settleNow().ifPresent(this::due);
        }
    }

    /** The best that is known of the place of this reading: a sender's clock before a playlist's before arrival. */
    private ClockReading best(TrackArrivals.Reading arrival) {
        Optional<SenderReports.Report> reported = reports.newest().filter(report -> isPossible(report.utcMicros()));
        if (reported.isPresent()) {
            long ahead = reports.isOfVideo() ? videoAhead : audioAhead;
            return reading(reported.get(), ahead, org.earwitness.schemas.Clock.RTCP, arrival);
        }
        Optional<SenderReports.Report> dated =
                dates.flatMap(ProgramDates::newest).filter(report -> isPossible(report.utcMicros()));
        if (dated.isPresent()) {
            long ahead = seenVideo ? videoAhead : audioAhead;
            return reading(dated.get(), ahead, org.earwitness.schemas.Clock.PROGRAM_DATE_TIME, arrival);
        }
        return new ClockReading(
                arrival.mediaMicros(),
                arrival.utcMicros(),
                org.earwitness.schemas.Clock.ARRIVAL,
                arrival.audioDelayMicros());
    }

    private static ClockReading reading(
            SenderReports.Report report,
            long ahead,
            org.earwitness.schemas.Clock clock,
            TrackArrivals.Reading arrival) {
        return new ClockReading(report.ptsMicros() + ahead, report.utcMicros(), clock, arrival.audioDelayMicros());
    }

    private boolean isPossible(long utcMicros) {
        if (stampedByArrival) {
            return false;
        }
        doubt.of(utcMicros, nowMicros).ifPresent(words -> LOG.warn("{}: {}", address, words));
        return ClockDoubt.isPossible(utcMicros, nowMicros);
    }

    /** What is to be added to the PTS of sound, microseconds. */
    long audioShiftMicros() {
        return reports.audioShiftMicros();
    }

    private boolean isOpen() {
        return arrivals.isSettled() && !waitsForDates;
    }

    /** Whether the packet that came last waits behind others, or for the burst at the start to be over. */
    boolean isToBeHeld() {
        return !isOpen() || !held.isEmpty();
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
            waitsForDates = false;
            settleNow();
        }
    }

    /** Whether packets wait for the start to be over. */
    boolean holdsAny() {
        return !held.isEmpty();
    }

    /** Ends the start, because nothing more can be held or nothing more comes. */
    void settleNow() {
        if (waitsForDates) {
            dates.ifPresent(ProgramDates::await);
            waitsForDates = false;
        }
        arrivals.settleNow().ifPresent(this::due);
    }

    /** The oldest packet that was held, once the start is over; the caller frees it. */
    Optional<AVPacket> released() {
        if (held.isEmpty() || !isOpen()) {
            return Optional.empty();
        }
        gave = true;
        AVPacket oldest = held.removeFirst();
        heldBytes -= oldest.size();
        return Optional.of(oldest);
    }

    /** The time stamps are no longer the sender's: what its clock says of them means nothing. */
    void stampedByArrival() {
        stampedByArrival = true;
    }

    /** Whether a clock better than arrival is known, so that nobody needs to wait for the burst to be over. */
    private boolean knowsBetter() {
        Optional<SenderReports.Report> report = reports.newest();
        if (report.isEmpty() && dates.isPresent()) {
            report = dates.get().newest();
        }
        return report.isPresent() && isPossible(report.get().utcMicros());
    }

    private void due(TrackArrivals.Reading arrival) {
        due = Optional.of(arrival);
    }

    /** The reading that is due, once the start is over. */
    Optional<ClockReading> take() {
        if (due.isEmpty() || !isOpen()) {
            return Optional.empty();
        }
        ClockReading reading = best(due.get());
        due = Optional.empty();
        return Optional.of(reading);
    }

    @Override
    public void close() {
        held.forEach(packet -> av_packet_free(packet));
        held.clear();
        reports.close();
    }
}
