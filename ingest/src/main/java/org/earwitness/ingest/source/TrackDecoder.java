package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_DEFAULT;
import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_NONREF;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** FFmpeg's decoder of one track: packets in, frames out, what is corrupt left out. Owns its native memory; one thread. */
final class TrackDecoder implements AutoCloseable {
    private final AVCodecContext context;

    /** @param maxPixels of a frame; a larger one is refused before memory is taken for it */
    TrackDecoder(AVStream stream, int threads, long maxPixels) throws MediaFailure {
        int id = stream.codecpar().codec_id();
        String name = avcodec_get_name(id).getString();
        AVCodec codec = avcodec_find_decoder(id);
        if (codec == null || codec.isNull()) {
            throw new MediaFailure(FailureCause.CODEC, "no decoder for " + name + " is built in");
        }
        this.context = avcodec_alloc_context3(codec);
        try {
            Ffmpeg.check(
                    avcodec_parameters_to_context(context, stream.codecpar()), "the " + name + " track is not usable");
            // With the track's time base the decoder trims what the encoder put before the start, and moves the PTS
            // with it.
            context.pkt_timebase(stream.time_base());
            context.thread_count(Math.min(threads, Runtime.getRuntime().availableProcessors()));
            context.max_pixels(maxPixels);
            Ffmpeg.check(
                    avcodec_open2(context, codec, (AVDictionary) null), "the " + name + " decoder cannot be opened");
        } catch (MediaFailure e) {
            close();
            throw e;
        }
    }

    /** Takes a packet; false if it is corrupt and was left out. */
    boolean send(AVPacket packet) {
        return avcodec_send_packet(context, packet) >= 0;
    }

    /** Leaves out what no other frame is made from, or decodes everything again. */
    void hurry(boolean hurries) {
        context.skip_frame(hurries ? AVDISCARD_NONREF : AVDISCARD_DEFAULT);
    }

    /** Says that no packet follows. */
    void drain() {
        avcodec_send_packet(context, null);
    }

    /** Puts the next frame into {@code frame}, if the packets so far give one; a frame that cannot be decoded is left out. */
    boolean receive(AVFrame frame) {
        int code = avcodec_receive_frame(context, frame);
        // A frame error is reported once; asking again goes on with the next, and the bound is the packets that were
        // sent.
        while (code < 0 && code != AVERROR_EAGAIN() && code != AVERROR_EOF()) {
            code = avcodec_receive_frame(context, frame);
        }
        return code >= 0;
    }

    @Override
    public void close() {
        avcodec_free_context(context);
    }
}
