package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** Reads the packets of one piece, in their order; one that was cut off ends where it was cut. Owns its native memory; one thread. */
final class PieceReader implements AutoCloseable {
    private static final int NONE = -1;

    private final AVPacket packet = av_packet_alloc();
    private final AVFormatContext context = new AVFormatContext(null);
    private final int video;
    private final int audio;

    /**
     * @param described whether all parameters of the codecs are needed; takes a look at the first packets
     * @throws ClipFailed when it has not even a header
     */
    PieceReader(KeptPiece piece, boolean described) throws ClipFailed {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "protocol_whitelist", "file", 0);
        int code = avformat_open_input(context, "file:" + piece.address(), av_find_input_format("matroska"), options);
        av_dict_free(options);
        try {
            ClipFailed.check(code, "the piece " + piece.address() + " cannot be read");
            if (described) {
                ClipFailed.check(
                        avformat_find_stream_info(context, (AVDictionary) null),
                        "the piece " + piece.address() + " cannot be read");
            }
        } catch (ClipFailed e) {
            close();
            throw e;
        }
        video = first(AVMEDIA_TYPE_VIDEO);
        audio = first(AVMEDIA_TYPE_AUDIO);
    }

    private int first(int type) {
        for (int index = 0; index < context.nb_streams(); index++) {
            if (context.streams(index).codecpar().codec_type() == type) {
                return index;
            }
        }
        return NONE;
    }

    /** How the picture is to be read; belongs to this reader. */
    Optional<AVCodecParameters> video() {
        return video == NONE
                ? Optional.empty()
                : Optional.of(context.streams(video).codecpar());
    }

    /** How the sound is to be read; belongs to this reader. */
    Optional<AVCodecParameters> audio() {
        return audio == NONE
                ? Optional.empty()
                : Optional.of(context.streams(audio).codecpar());
    }

    /** Goes to the next packet; false at the end. */
    boolean next() {
        while (true) {
            av_packet_unref(packet);
            if (av_read_frame(context, packet) < 0) {
                return false;
            }
            boolean ours = packet.stream_index() == video || packet.stream_index() == audio;
            if (ours && packet.pts() != AV_NOPTS_VALUE) {
                return true;
            }
        }
    }

    /** The packet; valid until the next. */
    AVPacket packet() {
        return packet;
    }

    boolean isVideo() {
        return packet.stream_index() == video;
    }

    boolean isKey() {
        return (packet.flags() & AV_PKT_FLAG_KEY) != 0;
    }

    /** Its place on the source's time line, microseconds. */
    long mediaMicros() {
        return (packet.pts() - PieceMuxer.LEAD_MILLIS) * 1_000;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        if (!context.isNull()) {
            avformat_close_input(context);
        }
    }
}
