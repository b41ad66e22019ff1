package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.earwitness.ingest.segment.SegmentClock;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.jspecify.annotations.Nullable;

/**
 * Sound of any rate and channel layout to 16 kHz mono s16le, and where on the time line each run of it belongs.
 *
 * <p>A run starts at a given position and goes on seamlessly: the resampler holds some input back, so positions are counted from
 * what it gave out, not from what it was given. Owns its native memory; one thread.
 */
final class AudioResampler implements AutoCloseable {
    private static final int BYTES_PER_SAMPLE = 2;
    /** Sound is recorded at 8,000 to 384,000 Hz; for billions of Hz, as broken headers have, the filter alone takes hours. */
    private static final int LEAST_RATE = 1_000;

    private static final int MOST_RATE = 768_000;

    private final PointerPointer<BytePointer> target = new PointerPointer<>(1);
    private final AVChannelLayout mono = new AVChannelLayout();
    private @Nullable SwrContext context;
    private BytePointer out = new BytePointer(0);
    private byte[] pcm = {};
    private int rate;
    private int format;
    private int channels;
    private long runStart;
    private long givenIn;
    private long takenOut;

    AudioResampler() {
        av_channel_layout_default(mono, 1);
    }

    /** Whether a run is under way. */
    boolean isRunning() {
        return context != null;
    }

    /** Position at which the next input would join the run without a seam. */
    long expectedSample() {
        return runStart + (givenIn * SegmentClock.SAMPLES_PER_SECOND + rate / 2) / rate;
    }

    /** Whether a frame has the rate, format and channels of the run. */
    boolean fits(AVFrame frame) {
        return rate == frame.sample_rate()
                && format == frame.format()
                && channels == frame.ch_layout().nb_channels();
    }

    /**
     * Takes a frame, as the first of a run or behind the one before.
     *
     * @param firstSample where a new run starts; a run under way goes on where it is
     */
    Optional<AudioSamples> convert(AVFrame frame, long firstSample) throws MediaFailure {
        SwrContext resampler = context == null ? start(frame, firstSample) : context;
        givenIn += frame.nb_samples();
        return taken(resampler, frame.extended_data(), frame.nb_samples());
    }

    /** Ends the run and gives what was held back. */
    Optional<AudioSamples> finish() throws MediaFailure {
        if (context == null) {
            return Optional.empty();
        }
        Optional<AudioSamples> rest = taken(context, null, 0);
        free();
        return rest.flatMap(this::withinRun);
    }

    /** The filter rings on behind the last input; sound that nobody made is cut. */
    private Optional<AudioSamples> withinRun(AudioSamples rest) {
        long count = Math.min(rest.count(), expectedSample() - rest.firstSample());
        return count <= 0
                ? Optional.empty()
                : Optional.of(new AudioSamples(rest.firstSample(), rest.pcm(), (int) count));
    }

    private SwrContext start(AVFrame frame, long firstSample) throws MediaFailure {
        rate = frame.sample_rate();
        format = frame.format();
        channels = frame.ch_layout().nb_channels();
        if (rate < LEAST_RATE || rate > MOST_RATE || channels <= 0) {
            throw new MediaFailure(
                    FailureCause.GARBAGE,
                    "its sound has " + channels + " channels at " + rate + " Hz, which cannot be resampled");
        }
        runStart = firstSample;
        givenIn = 0;
        takenOut = 0;
        try (PointerPointer<SwrContext> made = new PointerPointer<>(1);
                AVChannelLayout layout = new AVChannelLayout()) {
            if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
                av_channel_layout_default(layout, channels);
            } else {
                Ffmpeg.check(av_channel_layout_copy(layout, frame.ch_layout()), "the channel layout cannot be read");
            }
            made.put(0, (SwrContext) null);
            int code = swr_alloc_set_opts2(
                    made, mono, AV_SAMPLE_FMT_S16, SegmentClock.SAMPLES_PER_SECOND, layout, format, rate, 0, null);
            av_channel_layout_uninit(layout);
            Ffmpeg.check(code, "sound of " + channels + " channels at " + rate + " Hz cannot be resampled");
            SwrContext fresh = made.get(SwrContext.class, 0);
            context = fresh;
            Ffmpeg.check(swr_init(fresh), "sound of " + channels + " channels at " + rate + " Hz cannot be resampled");
            return fresh;
        }
    }

    private Optional<AudioSamples> taken(SwrContext resampler, @Nullable PointerPointer<?> input, int count)
            throws MediaFailure {
        int room = swr_get_out_samples(resampler, count);
        grow(Math.max(room, 1));
        target.put(0, out);
        int made = Ffmpeg.check(swr_convert(resampler, target, room, input, count), "sound cannot be resampled");
        if (made == 0) {
            return Optional.empty();
        }
        out.position(0).get(pcm, 0, made * BYTES_PER_SAMPLE);
        long first = runStart + takenOut;
        takenOut += made;
        return Optional.of(new AudioSamples(first, pcm, made));
    }

    private void grow(int samples) {
        if (pcm.length < samples * BYTES_PER_SAMPLE) {
            out.deallocate();
            pcm = new byte[samples * BYTES_PER_SAMPLE * 2];
            out = new BytePointer(pcm.length);
        }
    }

    private void free() {
        if (context != null) {
            swr_free(context);
            context = null;
        }
    }

    @Override
    public void close() {
        free();
        out.deallocate();
        target.deallocate();
        mono.deallocate();
    }
}
