package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/**
 * Turns frames upright by quarters, as the display matrix of a telephone's recording asks. The square is turned after scaling,
 * where it is small.
 */
final class Rotation {
    private static final int QUARTERS = 4;
    private static final int PLANES = 3;

    /** Clockwise quarters that make a frame upright. */
    private final int quarters;

    private byte[] from = {};
    private byte[] to = {};

    Rotation(int clockwiseQuarters) {
        this.quarters = Math.floorMod(clockwiseQuarters, QUARTERS);
    }

    /** What a track asks for; angles between quarters take the nearest. */
    static Rotation of(AVCodecParameters parameters) {
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return new Rotation(0);
        }
        // FFmpeg names the angle counter-clockwise; a matrix without one gives NaN, which rounds to no turn at all.
        double degrees = av_display_rotation_get(new IntPointer(matrix.data()));
        return new Rotation((int) -Math.round(degrees / 90));
    }

    int quarters() {
        return quarters;
    }

    /** Turns a square 4:2:0 frame in place. */
    void turn(AVFrame square) {
        if (quarters == 0) {
            return;
        }
        for (int plane = 0; plane < PLANES; plane++) {
            int size = plane == 0 ? square.width() : (square.width() + 1) / 2;
            turn(square.data(plane), square.linesize(plane), size);
        }
    }

    private void turn(BytePointer pixels, int stride, int size) {
        if (from.length < size * size) {
            from = new byte[size * size];
            to = new byte[size * size];
        }
        for (int row = 0; row < size; row++) {
            pixels.position((long) row * stride).get(from, row * size, size);
        }
        turn(from, to, size);
        for (int row = 0; row < size; row++) {
            pixels.position((long) row * stride).put(to, row * size, size);
        }
    }

    /** Copies a square of bytes turned. */
    void turn(byte[] source, byte[] target, int size) {
        int last = size - 1;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int at = switch (quarters) {
                    case 1 -> (last - column) * size + row;
                    case 2 -> (last - row) * size + last - column;
                    case 3 -> column * size + last - row;
                    default -> row * size + column;
                };
                target[row * size + column] = source[at];
            }
        }
    }
}
