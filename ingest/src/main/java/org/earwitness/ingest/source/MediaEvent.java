package org.earwitness.ingest.source;

import java.util.OptionalLong;
import org.earwitness.ingest.segment.Picture;
import org.earwitness.schemas.Clock;

/** What a media source says next. Times are microseconds since the stream's origin, the smaller start PTS of its tracks. */
public sealed interface MediaEvent {
    /**
     * The source is open; comes first.
     *
     * @param tracks what was found, in words
     * @param hasVideo whether frames will come
     * @param hasAudio whether samples will come
     * @param durationMicros how long the media says it is; empty for live streams
     */
    record Opened(String tracks, boolean hasVideo, boolean hasAudio, OptionalLong durationMicros)
            implements MediaEvent {}

    /**
     * A frame, in order of presentation.
     *
     * @param ptsMicros when it is shown; later than the frame before
     * @param durationMicros for how long, if nothing follows
     * @param picture the frame; usable until the event after the next frame is asked for
     */
    record VideoFrame(long ptsMicros, long durationMicros, Picture picture) implements MediaEvent {}

    /**
     * Samples, 16 kHz mono.
     *
     * @param firstSample position of the first one in samples since the origin; may be negative
     * @param pcm s16le; belongs to the source, valid until the next event is asked for
     * @param count how many samples
     */
    @SuppressWarnings("ArrayRecordComponent") // the source's own buffer, read at once and never compared
    record AudioSamples(long firstSample, byte[] pcm, int count) implements MediaEvent {}

    /**
     * The PTS jumped; the time line goes on without a break.
     *
     * @param reason what happened, in words
     */
    record Discontinuity(String reason) implements MediaEvent {}

    /**
     * Where media is in UTC. A live source gives one before its first frame or samples and then about one a second; a file never
     * does.
     *
     * @param mediaMicros a place on the stream's time line
     * @param utcMicros when that was recorded, or with ARRIVAL when it came at the latest; microseconds since 1970
     * @param clock who says so: RTCP, PROGRAM_DATE_TIME or ARRIVAL
     * @param audioDelayMicros how much later sound arrives than the picture of the same PTS; negative if earlier, empty while
     *     only one track has come
     */
    record ClockReading(long mediaMicros, long utcMicros, Clock clock, OptionalLong audioDelayMicros)
            implements MediaEvent {}

    /** The media is over; nothing comes after it. */
    record Ended() implements MediaEvent {}

    /**
     * The source cannot go on; nothing comes after it.
     *
     * @param cause what kind of failure it is
     * @param reason what was opened and why it failed, in words and without credentials
     */
    record Failed(FailureCause cause, String reason) implements MediaEvent {
        /** A failure of no known kind. */
        public Failed(String reason) {
            this(FailureCause.OTHER, reason);
        }
    }
}
