package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.segment.Timeline;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the sound track and resamples it to 16 kHz mono, each run of samples at the position its PTS names.
 *
 * <p>Time stamps of many containers are rounded to a millisecond, so a frame that is off by up to 10 ms joins the one before
 * without a seam. One that is further off, because something was lost or drift has added up, starts anew at its own position:
 * the resampler is emptied first, the hole stays silent, an overlap is trimmed by the segmenter. Owns its native memory; one
 * thread.
 */
final class AudioDecoder implements AutoCloseable {
    /** 10 ms: ten times what containers round, and half of the shortest usual packet, so that a lost one leaves its hole. */
    private static final long JITTER_SAMPLES = SegmentClock.SAMPLES_PER_SECOND / 100;

    private final TrackDecoder decoder;
    private final AudioResampler resampler = new AudioResampler();
    private final Timeline timeline;
    private final SourceMeters meters;
    private final Ffmpeg.TimeBase timeBase;
    private final AVFrame frame = av_frame_alloc();
    private boolean holdsFrame;
    private long heldSample;
    private long expectedMicros;
    private long offsetMicros;
    private long shiftMicros;
    private boolean moved;
    private @Nullable ArrivalStamps stamps;

    AudioDecoder(AVStream stream, Timeline timeline, long expectedMicros, SourceMeters meters) throws MediaFailure {
        this.timeline = timeline;
        this.meters = meters;
        this.expectedMicros = expectedMicros;
        this.offsetMicros = expectedMicros;
        this.timeBase = Ffmpeg.TimeBase.of(stream.time_base());
        this.decoder = new TrackDecoder(stream, 1, Long.MAX_VALUE);
    }

    /** Takes a packet; false if it is corrupt and was left out. */
    boolean send(AVPacket packet) {
        return decoder.send(packet);
    }

    /** Says that no packet follows; samples may still come. */
    void drain() {
        decoder.drain();
    }

    /** The next samples, if the packets so far give any. */
    Optional<AudioSamples> receive() throws MediaFailure {
        while (holdsFrame || decoder.receive(frame)) {
            if (!holdsFrame) {
                heldSample = sampleOf(frame);
            }
            if (resampler.isRunning() && !continues()) {
                holdsFrame = true;
                Optional<AudioSamples> rest = resampler.finish();
                if (rest.isPresent()) {
                    return rest;
                }
            }
            holdsFrame = false;
            Optional<AudioSamples> samples = resampler.convert(frame, heldSample);
            av_frame_unref(frame);
            if (samples.isPresent()) {
                return samples;
            }
        }
        return Optional.empty();
    }

    /** What the resampler still holds when the track is over. */
    Optional<AudioSamples> rest() throws MediaFailure {
        return resampler.finish();
    }

    private boolean continues() {
        boolean joins = !moved && Math.abs(heldSample - resampler.expectedSample()) <= JITTER_SAMPLES;
        moved = false;
        if (!joins) {
            meters.soundRealigned();
        }
        return joins && resampler.fits(frame);
    }

    /** From now on samples are stamped by these. */
    void stampBy(ArrivalStamps arrivals) {
        stamps = arrivals;
    }

    /** The PTS that the next samples should have, microseconds. */
    long expectedMicros() {
        return expectedMicros;
    }

    /** Adds this to the PTS from now on, microseconds: how much later than its PTS says sound belongs to the picture. */
    void shift(long micros) {
        // Jitter below 20 ms is smoothed over, but this is no jitter: it would stay as long as the stream does.
        moved |= micros != shiftMicros;
        shiftMicros = micros;
    }

    /** How far the PTS of the last samples was from their place on the time line, microseconds. */
    long offsetMicros() {
        return offsetMicros;
    }

    private long sampleOf(AVFrame sound) {
        long duration = sound.nb_samples() * SegmentClock.SECOND_MICROS / Math.max(1, sound.sample_rate());
        long timestamp = sound.best_effort_timestamp();
        long own = timestamp == AV_NOPTS_VALUE ? expectedMicros : timeBase.micros(timestamp);
        ArrivalStamps arrivals = stamps;
        long pts = arrivals == null ? own : arrivals.sound(System.nanoTime(), expectedMicros);
        expectedMicros = pts + duration;
        long at = timeline.place(Timeline.Track.AUDIO, arrivals == null ? pts + shiftMicros : pts, duration);
        offsetMicros = pts - at;
        return Math.floorDiv(
                at * SegmentClock.SAMPLES_PER_SECOND + SegmentClock.SECOND_MICROS / 2, SegmentClock.SECOND_MICROS);
    }

    @Override
    public void close() {
        decoder.close();
        resampler.close();
        av_frame_free(frame);
    }
}
