package org.earwitness.ingest.time;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.segment.Timeline.Track;

/**
 * Tells from when packets arrive where media is in UTC at the latest: media cannot have been recorded after it arrived, and a
 * network only makes it later, so of all packets of a second the one that took least counts (the lower envelope of arrival minus
 * place on the time line).
 *
 * <p>How a source uses it: it calls {@link #packet} with each packet of a track in use, in the order they come, and turns each
 * reading into an event. <b>The first reading comes when the burst at the start is over</b>: packets that were held while probing,
 * the group of pictures a server keeps, the first HLS segments all come faster than real time, and whoever believed the first of
 * them would stamp the last of them into the future. Until then ({@link #isSettled} is false) the source keeps its packets and
 * gives no media; a source that can keep no more of them asks {@link #settleNow}.
 *
 * <p>A wall clock that is set is seen, because it leaves the monotonic clock: the next reading names by how much, what was measured
 * before is moved along, and the readings go on by the new time. A pause of the process between reading the two clocks is not
 * mistaken for that: three packets in a row must agree.
 *
 * <p>One thread at a time; pure, and of fixed size.
 */
public final class TrackArrivals {
    private static final long NOTHING = Long.MAX_VALUE / 4;
    private static final int KEPT_INTERVALS = 32;
    private static final int AGREEING_PACKETS = 3;
    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * Where media is at the latest.
     *
     * @param mediaMicros a place on the stream's time line
     * @param utcMicros when it arrived, microseconds since 1970
     * @param audioDelayMicros how much later sound arrives than the picture of the same place; negative if earlier, empty while
     *     only one track comes
     * @param wallStepMicros by how much this host's wall clock was set since the reading before; empty nearly always
     */
    public record Reading(
            long mediaMicros, long utcMicros, OptionalLong audioDelayMicros, OptionalLong wallStepMicros) {}

    /** The least lateness of one track, this interval's and those before. */
    private static final class Envelope {
        private final long[] lateness = new long[KEPT_INTERVALS];
        private final long[] closedMicros = new long[KEPT_INTERVALS];
        private int next;
        private long nowLateness;
        private long nowMedia;

        Envelope() {
            clear();
        }

        void clear() {
            Arrays.fill(lateness, NOTHING);
            nowLateness = NOTHING;
        }

        void add(long mediaMicros, long latenessMicros) {
            if (latenessMicros < nowLateness) {
                nowLateness = latenessMicros;
                nowMedia = mediaMicros;
            }
        }

        void close(long monotonicMicros) {
            lateness[next] = nowLateness;
            closedMicros[next] = monotonicMicros;
            next = (next + 1) % KEPT_INTERVALS;
            nowLateness = NOTHING;
        }

        void move(long micros) {
            nowLateness = nowLateness == NOTHING ? NOTHING : nowLateness + micros;
            for (int at = 0; at < KEPT_INTERVALS; at++) {
                lateness[at] = lateness[at] == NOTHING ? NOTHING : lateness[at] + micros;
            }
        }

        /** The least since an instant; NOTHING if no packet came. */
        long leastSince(long monotonicMicros) {
            long least = nowLateness;
            for (int at = 0; at < KEPT_INTERVALS; at++) {
                if (lateness[at] < least && closedMicros[at] >= monotonicMicros) {
                    least = lateness[at];
                }
            }
            return least;
        }
    }

    private final ArrivalLimits limits;
    private final Map<Track, Envelope> envelopes = new EnumMap<>(Track.class);
    private boolean begun;
    private boolean settled;
    private long firstMedia;
    private long firstMonotonic;
    private long lowestLateness;
    private long fellMonotonic;
    private long nextReading;
    private long lastMonotonic;

    private long wallAhead;
    private long suspectedAhead;
    private int agreeing;
    private long wallStep;

    /** With the usual limits. */
    public TrackArrivals() {
        this(ArrivalLimits.DEFAULTS);
    }

    public TrackArrivals(ArrivalLimits limits) {
        this.limits = limits;
        for (Track track : Track.values()) {
            envelopes.put(track, new Envelope());
        }
    }

    /**
     * Takes a packet.
     *
     * @param track whose it is
     * @param mediaMicros its place (PTS) on the stream's time line
     * @param arrivalMicros when it arrived by the wall clock, microseconds since 1970
     * @param monotonicNanos the same instant by a monotonic clock
     * @return the first reading once media comes in real time, then about one a second
     */
    public Optional<Reading> packet(Track track, long mediaMicros, long arrivalMicros, long monotonicNanos) {
        long monotonic = Math.floorDiv(monotonicNanos, NANOS_PER_MICRO);
        long lateness = arrival(arrivalMicros, monotonic) - mediaMicros;
        lastMonotonic = monotonic;
        envelope(track).add(mediaMicros, lateness);
        if (!begun) {
            begun = true;
            firstMedia = mediaMicros;
            firstMonotonic = monotonic;
            lowestLateness = lateness;
            fellMonotonic = monotonic;
        }
        if (!settled) {
            settled = settles(mediaMicros, lateness, monotonic);
            return settled ? Optional.of(reading()) : Optional.empty();
        }
        return monotonic >= nextReading ? Optional.of(reading()) : Optional.empty();
    }

    /** Whether the burst at the start is over, so that the first reading has been given. */
    public boolean isSettled() {
        return settled;
    }

    /** Gives the first reading at once, for a source that cannot hold more packets; empty before the first packet. */
    public Optional<Reading> settleNow() {
        if (!begun || settled) {
            return Optional.empty();
        }
        settled = true;
        return Optional.of(reading());
    }

    /**
     * The time line broke (see {@link org.earwitness.ingest.segment.Timeline#steps}): what was measured before means nothing for the
     * places behind the break, so the next packet gives a reading at once, to be told before its media.
     */
    public void broken() {
        envelopes.values().forEach(Envelope::clear);
        nextReading = Long.MIN_VALUE;
    }

    private boolean settles(long mediaMicros, long lateness, long monotonic) {
        if (lateness < lowestLateness - limits.settleFallMicros()) {
            lowestLateness = lateness;
            fellMonotonic = monotonic;
        }
        return monotonic - fellMonotonic >= limits.settleMicros()
                || monotonic - firstMonotonic >= limits.mostWaitMicros()
                || mediaMicros - firstMedia >= limits.mostMediaMicros();
    }

    private Reading reading() {
        Envelope video = envelope(Track.VIDEO);
        Envelope audio = envelope(Track.AUDIO);
        Envelope earlier = audio.nowLateness < video.nowLateness ? audio : video;
        long since = lastMonotonic - limits.delayMicros();
        long seen = video.leastSince(since);
        long heard = audio.leastSince(since);
        Reading reading = new Reading(
                earlier.nowMedia,
                earlier.nowMedia + earlier.nowLateness,
                seen == NOTHING || heard == NOTHING ? OptionalLong.empty() : OptionalLong.of(heard - seen),
                wallStep == 0 ? OptionalLong.empty() : OptionalLong.of(wallStep));
        video.close(lastMonotonic);
        audio.close(lastMonotonic);
        wallStep = 0;
        nextReading = lastMonotonic + limits.readingMicros();
        return reading;
    }

    /** The arrival by the wall clock, or by the monotonic one while the two disagree and it is not clear yet why. */
    private long arrival(long wallMicros, long monotonicMicros) {
        long ahead = wallMicros - monotonicMicros;
        if (!begun || Math.abs(ahead - wallAhead) <= limits.wallStepMicros()) {
            // Followed, because the two clocks also drift apart: only a step between two packets is one.
            wallAhead = ahead;
            agreeing = 0;
            return wallMicros;
        }
        agreeing = agreeing > 0 && Math.abs(ahead - suspectedAhead) <= limits.wallStepMicros() ? agreeing + 1 : 1;
        suspectedAhead = ahead;
        if (agreeing < AGREEING_PACKETS) {
            return monotonicMicros + wallAhead;
        }
        long step = ahead - wallAhead;
        wallStep += step;
        lowestLateness += step;
        envelopes.values().forEach(envelope -> envelope.move(step));
        wallAhead = ahead;
        agreeing = 0;
        return wallMicros;
    }

    private Envelope envelope(Track track) {
        Envelope envelope = envelopes.get(track);
        if (envelope == null) {
            throw new IllegalArgumentException("no rule for the track " + track);
        }
        return envelope;
    }
}
