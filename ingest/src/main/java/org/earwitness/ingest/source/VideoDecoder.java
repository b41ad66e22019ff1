package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the picture track. Two native frames take turns, so that the frame before the newest can still be chosen; pixels never
 * reach the heap. Owns its native memory; one thread.
 */
final class VideoDecoder implements AutoCloseable {
    private static final long USUAL_FRAME_MICROS = SegmentClock.SECOND_MICROS / 25;
    /** Twice what the fastest cameras of a street give; more is made to keep a core busy. */
    private static final int MOST_FRAMES_PER_SECOND = 240;

    private static final long LONGEST_FRAME_MICROS = 3_600 * SegmentClock.SECOND_MICROS;

    private final TrackDecoder decoder;
    private final PictureEncoder pictures;
    private final SourceLimits limits;
    private final Timeline timeline;
    private final SourceMeters meters;
    private final Ffmpeg.TimeBase timeBase;
    private final long usualMicros;
    private PictureEncoder.Slot newest;
    private PictureEncoder.Slot before;
    private long countedSecond = Long.MIN_VALUE;
    private int framesInSecond;
    private long lastDuration;
    private long lastMicros = Long.MIN_VALUE;
    private long expectedMicros;
    private long offsetMicros;
    private @Nullable ArrivalStamps stamps;

    /**
     * @param expectedMicros PTS of the first frame where the media does not say, microseconds
     */
    VideoDecoder(AVStream stream, SourceLimits limits, Timeline timeline, long expectedMicros, SourceMeters meters)
            throws MediaFailure {
        this.limits = limits;
        this.timeline = timeline;
        this.meters = meters;
        this.expectedMicros = expectedMicros;
        this.offsetMicros = expectedMicros;
        this.timeBase = Ffmpeg.TimeBase.of(stream.time_base());
        this.usualMicros = usualMicros(stream.avg_frame_rate());
        refuseLarge(stream.codecpar().width(), stream.codecpar().height(), limits);
        // A codec rounds up to its blocks, so a little more than the limit has to pass here.
        long side = limits.maxDimension() + 64L;
        this.decoder = new TrackDecoder(stream, limits.decoderThreads(), side * side);
        try {
            this.pictures = new PictureEncoder(
                    limits.frameSize(), limits.jpegQuantizer(), Rotation.of(stream.codecpar()), meters);
        } catch (MediaFailure e) {
            decoder.close();
            throw e;
        }
        this.newest = pictures.slot(av_frame_alloc());
        this.before = pictures.slot(av_frame_alloc());
    }

    /** Takes a packet; false if it is corrupt and was left out. */
    boolean send(AVPacket packet) {
        return decoder.send(packet);
    }

    /** Says that no packet follows; frames may still come. */
    void drain() {
        decoder.drain();
    }

    /** Decodes the next frame, if the packets so far give one. */
    boolean receive() throws MediaFailure {
        AVFrame frame = before.frame();
        while (decoder.receive(frame)) {
            meters.frameDecoded();
            refuseLarge(frame.width(), frame.height(), limits);
            long duration = durationMicros(frame);
            long pts = ptsMicros(frame, duration);
            long at = timeline.place(Timeline.Track.VIDEO, pts, duration);
            offsetMicros = pts - at;
            if (at > lastMicros && !isExcess(at)) {
                PictureEncoder.Slot spare = newest;
                newest = before;
                newest.renew();
                before = spare;
                lastMicros = at;
                lastDuration = duration;
                return true;
            }
            if (at <= lastMicros) {
                meters.frameOutOfOrder();
            }
            av_frame_unref(frame);
        }
        return false;
    }

    /** The frame that was decoded last. */
    VideoFrame frame() {
        return new VideoFrame(lastMicros, lastDuration, newest);
    }

    /** Whether a second has had its share: what follows in it is left out, and decoded only as far as others need it. */
    private boolean isExcess(long at) {
        long second = Math.floorDiv(at, SegmentClock.SECOND_MICROS);
        if (second != countedSecond) {
            if (framesInSecond > MOST_FRAMES_PER_SECOND) {
                decoder.hurry(false);
            }
            countedSecond = second;
            framesInSecond = 0;
        }
        if (++framesInSecond <= MOST_FRAMES_PER_SECOND) {
            return false;
        }
        if (framesInSecond == MOST_FRAMES_PER_SECOND + 1) {
            decoder.hurry(true);
        }
        meters.frameInExcess();
        return true;
    }

    /** Refuses a track by what its container says, before a decoder takes memory for it; or a frame that is larger than that. */
    private static void refuseLarge(int width, int height, SourceLimits limits) throws MediaFailure {
        if (width > limits.maxDimension() || height > limits.maxDimension()) {
            throw new MediaFailure(
                    FailureCause.LIMIT,
                    "its frames have " + width + "x" + height + " pixels, more than maxDimension ("
                            + limits.maxDimension() + ") allows");
        }
    }

    /** From now on frames are stamped by these. */
    void stampBy(ArrivalStamps arrivals) {
        stamps = arrivals;
    }

    /** The PTS that the next frame should have, microseconds. */
    long expectedMicros() {
        return expectedMicros;
    }

    /** How far the PTS of the last frame was from its place on the time line, microseconds. */
    long offsetMicros() {
        return offsetMicros;
    }

    private long ptsMicros(AVFrame frame, long durationMicros) {
        ArrivalStamps arrivals = stamps;
        if (arrivals != null) {
            expectedMicros = arrivals.at(System.nanoTime());
            return expectedMicros;
        }
        long timestamp = frame.best_effort_timestamp();
        long pts = timestamp == AV_NOPTS_VALUE ? expectedMicros : timeBase.micros(timestamp);
        expectedMicros = pts + durationMicros;
        return pts;
    }

    private long durationMicros(AVFrame frame) {
        long duration = timeBase.micros(frame.duration());
        return duration > 0 && duration <= LONGEST_FRAME_MICROS ? duration : usualMicros;
    }

    private static long usualMicros(AVRational rate) {
        if (rate.num() <= 0 || rate.den() <= 0) {
            return USUAL_FRAME_MICROS;
        }
        return Math.max(1, Math.min(LONGEST_FRAME_MICROS, SegmentClock.SECOND_MICROS * rate.den() / rate.num()));
    }

    @Override
    public void close() {
        decoder.close();
        pictures.close();
        av_frame_free(newest.frame());
        av_frame_free(before.frame());
    }
}
