package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_CL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE240M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_BT2020;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU601;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_ITU709;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_SMPTE240M;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

/**
 * Squashes frames of any size, format and colour matrix to one square of JPEG's 4:2:0: the whole picture, as the networks were
 * trained, not a cut of it. Frames may change their size in the middle of a stream. Owns its native memory; one thread.
 */
final class PictureScaler implements AutoCloseable {
    /**
     * Bilinear spreads over the source pixels when it shrinks, so nothing is skipped; bicubic costs more and shows no more. Exact
     * rounding gives the same bytes whatever the processor's vector instructions are.
     */
    private static final int METHOD = SWS_BILINEAR | SWS_ACCURATE_RND | SWS_BITEXACT;

    private static final int NEUTRAL = 0;
    private static final int ONE = 1 << 16;

    private final int size;
    private @Nullable SwsContext context;
    private int width;
    private int height;
    private int format;
    private int matrix;
    private int range;

    PictureScaler(int size) {
        this.size = size;
    }

    void scale(AVFrame from, AVFrame to) {
        SwsContext scaler = contextFor(from);
        sws_scale(scaler, from.data(), from.linesize(), 0, from.height(), to.data(), to.linesize());
    }

    private SwsContext contextFor(AVFrame from) {
        boolean same = context != null
                && width == from.width()
                && height == from.height()
                && format == from.format()
                && matrix == from.colorspace()
                && range == from.color_range();
        if (same && context != null) {
            return context;
        }
        width = from.width();
        height = from.height();
        format = from.format();
        matrix = from.colorspace();
        range = from.color_range();
        // Bilinear spreads over the source pixels when it shrinks, so nothing is skipped; bicubic costs more and shows
        // no more.
        SwsContext fresh = sws_getCachedContext(
                context, width, height, format, size, size, AV_PIX_FMT_YUVJ420P, METHOD, null, null, (DoublePointer)
                        null);
        if (fresh == null) {
            context = null;
            throw new IllegalStateException(
                    "frames of " + width + "x" + height + " in pixel format " + format + " cannot be scaled");
        }
        // JPEG is BT.601 at full range; most video above standard definition is BT.709.
        sws_setColorspaceDetails(
                fresh,
                sws_getCoefficients(coefficients()),
                range == AVCOL_RANGE_JPEG ? 1 : 0,
                sws_getCoefficients(SWS_CS_ITU601),
                1,
                NEUTRAL,
                ONE,
                ONE);
        context = fresh;
        return fresh;
    }

    private int coefficients() {
        if (matrix == AVCOL_SPC_BT709) {
            return SWS_CS_ITU709;
        }
        if (matrix == AVCOL_SPC_BT2020_NCL || matrix == AVCOL_SPC_BT2020_CL) {
            return SWS_CS_BT2020;
        }
        return matrix == AVCOL_SPC_SMPTE240M ? SWS_CS_SMPTE240M : SWS_CS_ITU601;
    }

    @Override
    public void close() {
        if (context != null) {
            sws_freeContext(context);
            context = null;
        }
    }
}
