package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_QSCALE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.earwitness.ingest.segment.Picture;
import org.jspecify.annotations.Nullable;

/**
 * Squashes a decoded frame to the configured square, turns it upright and compresses it as JPEG: 4:2:0 at full range straight
 * from the scaler, one intra-only encoder and one small frame for the life of the stream.
 *
 * <p>Owns its native memory; one thread.
 */
final class PictureEncoder implements AutoCloseable {
    /** Full-range luma up to this is black to the eye. */
    private static final int BLACK_LUMA = 24;

    /** A picture with fewer brighter pixels than one in this many is black: a logo or a clock is more. */
    private static final int BLACK_SHARE = 1_000;

    private final int size;
    private final PictureScaler scaler;
    private final Rotation rotation;
    private final SourceMeters meters;
    private final AVCodecContext encoder;
    private final AVFrame small = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final byte[] plane;
    private boolean closed;

    /**
     * @param size width and height of the JPEG, pixels
     * @param quantizer FFmpeg's quality of JPEG, 2 (best) to 31
     * @param rotation how far frames must be turned to stand upright
     * @param meters where the time goes
     */
    PictureEncoder(int size, int quantizer, Rotation rotation, SourceMeters meters) throws MediaFailure {
        this.size = size;
        this.rotation = rotation;
        this.meters = meters;
        this.scaler = new PictureScaler(size);
        this.plane = new byte[size * size];
        AVCodec codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
        this.encoder = avcodec_alloc_context3(codec);
        small.format(AV_PIX_FMT_YUVJ420P).width(size).height(size).color_range(AVCOL_RANGE_JPEG);
        small.quality(FF_QP2LAMBDA * quantizer);
        encoder.width(size).height(size).pix_fmt(AV_PIX_FMT_YUVJ420P).color_range(AVCOL_RANGE_JPEG);
        encoder.time_base().num(1).den(1);
        // Bit-exact leaves the library's version out of each JPEG.
        encoder.flags(encoder.flags() | AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT);
        // The plain integer transform gives the same bytes on every processor.
        encoder.dct_algo(AVCodecContext.FF_DCT_INT);
        encoder.global_quality(FF_QP2LAMBDA * quantizer);
        encoder.thread_count(1);
        try {
            Ffmpeg.check(av_frame_get_buffer(small, 0), "no memory for a frame of " + size + " pixels");
            Ffmpeg.check(avcodec_open2(encoder, codec, (AVDictionary) null), "the JPEG encoder cannot be opened");
        } catch (MediaFailure e) {
            close();
            throw e;
        }
    }

    /** A native frame as a picture that is worked on when it is asked for, once for each of the frames that are put into it. */
    Slot slot(AVFrame frame) {
        return new Slot(frame);
    }

    /**
     * The picture of one native frame that takes one frame of the stream after another: of 25 pictures a second four are asked
     * for, and the others leave nothing on the heap.
     */
    final class Slot implements Picture {
        private final AVFrame frame;
        private @Nullable Still done;

        private Slot(AVFrame frame) {
            this.frame = frame;
        }

        /** The native frame holds another frame of the stream. */
        void renew() {
            done = null;
        }

        AVFrame frame() {
            return frame;
        }

        @Override
        public Still still() {
            Still still = done;
            if (still == null) {
                still = encode(frame);
                done = still;
            }
            return still;
        }
    }

    private Picture.Still encode(AVFrame frame) {
        if (closed) {
            // The native frame is gone; without this the process would end instead of the stream.
            throw new IllegalStateException("a frame was chosen after its source was closed");
        }
        long begin = System.nanoTime();
        av_frame_make_writable(small);
        scaler.scale(frame, small);
        rotation.turn(small);
        readLuma();
        boolean black = isBlack();
        byte[] cells = Cells.of(plane, size);
        long scaled = System.nanoTime();
        byte[] jpeg = compress();
        meters.converted(scaled - begin, System.nanoTime() - scaled);
        return new Picture.Still(jpeg, black, cells);
    }

    private byte[] compress() {
        int sent = avcodec_send_frame(encoder, small);
        int received = sent < 0 ? sent : avcodec_receive_packet(encoder, packet);
        if (received < 0) {
            throw new IllegalStateException("a frame of " + size + "x" + size + " pixels cannot be compressed as JPEG: "
                    + Ffmpeg.reason(received));
        }
        byte[] jpeg = new byte[packet.size()];
        packet.data().get(jpeg);
        av_packet_unref(packet);
        return jpeg;
    }

    private void readLuma() {
        int stride = small.linesize(0);
        for (int row = 0; row < size; row++) {
            small.data(0).position((long) row * stride).get(plane, row * size, size);
        }
    }

    private boolean isBlack() {
        int bright = 0;
        for (byte luma : plane) {
            if ((luma & 0xff) > BLACK_LUMA) {
                bright++;
            }
        }
        return bright * BLACK_SHARE < plane.length;
    }

    @Override
    public void close() {
        closed = true;
        scaler.close();
        av_packet_free(packet);
        av_frame_free(small);
        avcodec_free_context(encoder);
    }
}
