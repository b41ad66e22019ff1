package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;

/**
 * Decodes the picture track. Two native frames take turns, so that the frame before the newest can still be chosen; pixels never
 * reach the heap. Owns its native memory; one thread.
 */
final class VideoDecoder implements AutoCloseable {
    private static final long USUAL_FRAME_MICROS = SegmentClock.SECOND_MICROS / 25;
    private static final long LONGEST_FRAME_MICROS = 3_600 * SegmentClock.SECOND_MICROS;

    private final TrackDecoder decoder;
    private final PictureEncoder pictures;
    private final SourceLimits limits;
    private final Timeline timeline;
    private final SourceMeters meters;
    private final Ffmpeg.TimeBase timeBase;
    private final long usualMicros;
    private AVFrame newest = av_frame_alloc();
    private AVFrame before = av_frame_alloc();
    private long lastMicros = Long.MIN_VALUE;
    private long expectedMicros;
    private long offsetMicros;

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
        this.decoder = new TrackDecoder(stream, limits.decoderThreads());
        try {
            this.pictures = new PictureEncoder(
                    limits.frameSize(), limits.jpegQuantizer(), Rotation.of(stream.codecpar()), meters);
        } catch (MediaFailure e) {
            decoder.close();
            throw e;
        }
    }

    /** Takes a packet; false if it is corrupt and was left out. */
    boolean send(AVPacket packet) {
        return decoder.send(packet);
    }

    /** Says that no packet follows; frames may still come. */
    void drain() {
        decoder.drain();
    }

    /** The next frame, if the packets so far give one. */
    Optional<VideoFrame> receive() throws MediaFailure {
        AVFrame frame = before;
        while (decoder.receive(frame)) {
            meters.frameDecoded();
            if (frame.width() > limits.maxDimension() || frame.height() > limits.maxDimension()) {
                throw new MediaFailure(
                        FailureCause.LIMIT,
                        "its frames have " + frame.width() + "x" + frame.height() + " pixels, more than maxDimension ("
                                + limits.maxDimension() + ") allows");
            }
            long duration = durationMicros(frame);
            long pts = ptsMicros(frame, duration);
            long at = timeline.place(Timeline.Track.VIDEO, pts, duration);
            offsetMicros = pts - at;
            if (at > lastMicros) {
                before = newest;
                newest = frame;
                lastMicros = at;
                return Optional.of(new VideoFrame(at, duration, pictures.picture(frame)));
            }
            meters.frameOutOfOrder();
            av_frame_unref(frame);
        }
        return Optional.empty();
    }

    /** How far the PTS of the last frame was from its place on the time line, microseconds. */
    long offsetMicros() {
        return offsetMicros;
    }

    private long ptsMicros(AVFrame frame, long durationMicros) {
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
        av_frame_free(newest);
        av_frame_free(before);
    }
}
