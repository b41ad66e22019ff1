package org.earwitness.inference.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_flush_buffers;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ440P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_FULL_CHR_H_INT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_isSupportedInput;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.earwitness.inference.UnreadableFrame;

/**
 * One JPEG at a time into RGB of a fixed size, by FFmpeg. Owns all native memory of it: the decoder, one packet, one frame,
 * the scaler, and a copy of the compressed picture. One thread at a time.
 */
final class JpegDecoder implements AutoCloseable {
    /** Most bytes of a compressed picture; a whole segment has no more than 2 MiB. */
    static final int MOST_BYTES = 4 << 20;
    /** Most pixels of a picture, before it is scaled: 8K. */
    private static final long MOST_PIXELS = 7680L * 4320L;
    /** The end of a picture may be followed by so many bytes of filling. */
    private static final int TRAILING_BYTES = 1024;

    private static final int EXPLODE = 1 << 3;
    private static final int SILENT = 100;
    private static final int BIT_EXACT_SCALING = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_BITEXACT;

    private final int size;
    private final AVCodecContext decoder;
    private final AVPacket packet;
    private final AVFrame frame;
    private final PointerPointer<BytePointer> target = new PointerPointer<>(4);
    private final IntPointer targetStride = new IntPointer(4L);
    private final PointerPointer<?> planes;
    private final IntPointer strides;
    private ByteBuffer compressed;
    private Optional<JpegScaler> scaler = Optional.empty();
    private boolean closed;

    /** @param size height and width of the pictures it makes, pixels */
    JpegDecoder(int size) {
        this.size = size;
        AVCodec codec = avcodec_find_decoder(AV_CODEC_ID_MJPEG);
        decoder = avcodec_alloc_context3(codec);
        decoder.thread_count(1);
        decoder.max_pixels(MOST_PIXELS);
        decoder.err_recognition(decoder.err_recognition() | EXPLODE);
        // What is wrong goes into UnreadableFrame; on standard error it would only repeat itself a stream and second.
        decoder.log_level_offset(SILENT);
        packet = av_packet_alloc();
        frame = av_frame_alloc();
        int opened = avcodec_open2(decoder, codec, (AVDictionary) null);
        if (opened < 0) {
            throw new IllegalStateException("FFmpeg cannot open its JPEG decoder: " + words(opened)
                    + ". Use the presets this build names; others may leave it out.");
        }
        planes = frame.data();
        strides = frame.linesize();
        targetStride.put(0, size * 3);
        compressed = room(64 << 10);
    }

    /**
     * Decodes and scales one picture.
     *
     * @param position which frame of the segment, for messages
     * @param jpeg read from its position, never changed
     * @param pixels direct, for uint8 [size, size, 3] RGB
     */
    void decode(int position, ByteBuffer jpeg, ByteBuffer pixels) {
        if (closed) {
            throw new IllegalStateException("the frame decoder is closed. Stop its callers before it.");
        }
        requireWhole(position, jpeg);
        load(jpeg);
        try {
            int code = avcodec_send_packet(decoder, packet);
            if (code >= 0) {
                code = avcodec_receive_frame(decoder, frame);
            }
            if (code < 0) {
                // What is left of a broken picture must not meet the next one.
                avcodec_flush_buffers(decoder);
                throw new UnreadableFrame(position, words(code));
            }
            scale(position, pixels);
        } finally {
            av_frame_unref(frame);
        }
    }

    private static void requireWhole(int position, ByteBuffer jpeg) {
        int start = jpeg.position();
        int bytes = jpeg.remaining();
        if (bytes < 4 || jpeg.get(start) != (byte) 0xFF || jpeg.get(start + 1) != (byte) 0xD8) {
            throw new UnreadableFrame(position, "it does not begin as a JPEG, in " + bytes + " bytes");
        }
        if (bytes > MOST_BYTES) {
            throw new UnreadableFrame(position, "it has " + bytes + " bytes, more than " + MOST_BYTES);
        }
        // The decoder would fill in what is missing with grey; a frame that breaks off is not a frame.
        int first = Math.max(start + 2, jpeg.limit() - TRAILING_BYTES);
        for (int i = jpeg.limit() - 2; i >= first; i--) {
            if (jpeg.get(i) == (byte) 0xFF && jpeg.get(i + 1) == (byte) 0xD9) {
                return;
            }
        }
        throw new UnreadableFrame(position, "it breaks off after " + bytes + " bytes");
    }

    private void load(ByteBuffer jpeg) {
        int bytes = jpeg.remaining();
        if (compressed.capacity() < bytes + AV_INPUT_BUFFER_PADDING_SIZE) {
            compressed = room(Integer.highestOneBit(bytes) << 1);
        }
        compressed.put(0, jpeg, jpeg.position(), bytes);
        for (int i = 0; i < AV_INPUT_BUFFER_PADDING_SIZE; i++) {
            compressed.put(bytes + i, (byte) 0);
        }
        packet.size(bytes);
    }

    /** Room for a compressed picture, held by the packet, which counts references to it. */
    private ByteBuffer room(int bytes) {
        av_packet_unref(packet);
        int capacity = bytes + AV_INPUT_BUFFER_PADDING_SIZE;
        var buffer = av_buffer_alloc(capacity);
        if (buffer == null || buffer.isNull()) {
            throw new OutOfMemoryError("no native memory for a compressed picture of " + capacity + " bytes");
        }
        packet.buf(buffer);
        packet.data(buffer.data());
        return new BytePointer(buffer.data()).capacity(capacity).asByteBuffer();
    }

    private void scale(int position, ByteBuffer pixels) {
        int width = frame.width();
        int height = frame.height();
        int format = frame.format();
        if (scaler.isEmpty() || !scaler.get().fits(width, height, format)) {
            scaler.ifPresent(JpegScaler::close);
            scaler = Optional.empty();
            scaler = Optional.of(JpegScaler.open(position, width, height, format, size));
        }
        target.put(0, new BytePointer(pixels));
        int rows = sws_scale(scaler.get().context(), planes, strides, 0, height, target, targetStride);
        if (rows != size) {
            throw new UnreadableFrame(position, "it was scaled to " + rows + " rows instead of " + size);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            scaler.ifPresent(JpegScaler::close);
            av_packet_free(packet);
            av_frame_free(frame);
            avcodec_free_context(decoder);
            target.close();
            targetStride.close();
        }
    }

    private static String words(int code) {
        byte[] text = new byte[128];
        av_strerror(code, text, text.length);
        String words = new String(text, StandardCharsets.UTF_8);
        return words.substring(0, words.indexOf('\0'));
    }

    /** A scaler for pictures of one size and format. */
    private record JpegScaler(SwsContext context, int width, int height, int format) {

        static JpegScaler open(int position, int width, int height, int format, int size) {
            int plain = withoutRange(format);
            if (sws_isSupportedInput(plain) == 0) {
                throw new UnreadableFrame(position, "its pixel format " + format + " is not one that can be scaled");
            }
            SwsContext context = sws_getContext(
                    width,
                    height,
                    plain,
                    size,
                    size,
                    AV_PIX_FMT_RGB24,
                    BIT_EXACT_SCALING,
                    (SwsFilter) null,
                    (SwsFilter) null,
                    (DoublePointer) null);
            if (context == null || context.isNull()) {
                throw new UnreadableFrame(
                        position, "no scaler takes " + width + "x" + height + " to " + size + "x" + size);
            }
            // JPEG counts brightness from 0 to 255; video counts it from 16 to 235 and would come out too dark and too
            // bright.
            IntPointer coefficients = sws_getCoefficients(SWS_CS_ITU601);
            sws_setColorspaceDetails(context, coefficients, 1, coefficients, 1, 0, 1 << 16, 1 << 16);
            return new JpegScaler(context, width, height, format);
        }

        boolean fits(int otherWidth, int otherHeight, int otherFormat) {
            return width == otherWidth && height == otherHeight && format == otherFormat;
        }

        void close() {
            sws_freeContext(context);
        }

        /** The same layout under the name that leaves the range open; the old names carry it and are complained about. */
        private static int withoutRange(int format) {
            if (format == AV_PIX_FMT_YUVJ420P) {
                return AV_PIX_FMT_YUV420P;
            } else if (format == AV_PIX_FMT_YUVJ422P) {
                return AV_PIX_FMT_YUV422P;
            } else if (format == AV_PIX_FMT_YUVJ440P) {
                return AV_PIX_FMT_YUV440P;
            } else if (format == AV_PIX_FMT_YUVJ444P) {
                return AV_PIX_FMT_YUV444P;
            }
            return format;
        }
    }
}
