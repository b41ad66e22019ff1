package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_CUSTOM_IO;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_FLUSH_PACKETS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_codec_get_tag;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_format;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_get_riff_audio_tags;
import static org.bytedeco.ffmpeg.global.avformat.avformat_get_riff_video_tags;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVCodecTag;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Puts packets, as they are, into a Matroska file that is never gone back in: what was written is readable however it ends. Its
 * time stamps are the places on the source's time line, {@link #LEAD_MILLIS} later so that none is negative.
 *
 * <p>Matroska, because it takes the codecs of all that cameras and encoders send, raw and companded sound included, which MP4 and
 * MPEG-TS do not. Owns its native memory; one thread.
 */
final class PieceMuxer implements AutoCloseable {
    /** How much later than on the source's time line the time stamps in a piece are, milliseconds. */
    static final long LEAD_MILLIS = 10_000;

    /** No encoder reorders over more than this, milliseconds. */
    private static final long MOST_REORDER_MILLIS = 16_000;

    private static final int STRICT_ENOUGH = 0;
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int REFUSED = -5;
    private static final String FORMAT = "matroska";

    /** JavaCPP has few native slots for callbacks: there is one, and the address of a few bytes tells who is meant. */
    private static final Map<Long, PieceWriter> BY_ADDRESS = new ConcurrentHashMap<>();

    private static final Write_packet_Pointer_BytePointer_int SINK = new Sink();

    /** The one callback. */
    private static final class Sink extends Write_packet_Pointer_BytePointer_int {
        @Override
        public int call(Pointer opaque, BytePointer bytes, int count) {
            PieceWriter writer = BY_ADDRESS.get(opaque.address());
            if (writer == null || writer.isGivenUp()) {
                return REFUSED;
            }
            byte[] copy = new byte[count];
            bytes.get(copy);
            writer.media(copy);
            return count;
        }
    }

    private final BytePointer identity = new BytePointer(8);
    private final AVPacket copy = av_packet_alloc();
    private final AVFormatContext context = new AVFormatContext(null);
    private final AVIOContext bytes;
    private final List<KeptTrack> tracks;
    private final long[] lastMillis;
    private boolean begun;
    private boolean freed;

    /**
     * Writes the header.
     *
     * @throws ClipFailed when the tracks do not fit into a file; nothing is left open then
     */
    PieceMuxer(List<KeptTrack> tracks, PieceWriter writer) throws ClipFailed {
        this.tracks = List.copyOf(tracks);
        this.lastMillis = new long[tracks.size()];
        BY_ADDRESS.put(identity.address(), writer);
        BytePointer buffer = new BytePointer(av_malloc(BUFFER_BYTES)).capacity(BUFFER_BYTES);
        bytes = avio_alloc_context(buffer, BUFFER_BYTES, 1, identity, null, SINK, null);
        bytes.seekable(0);
        try {
            ClipFailed.check(avformat_alloc_output_context2(context, null, FORMAT, null), "a piece cannot be begun");
            begin();
        } catch (ClipFailed e) {
            close();
            throw e;
        }
    }

    /** Whether a piece can hold such a track. */
    static boolean takes(KeptTrack track) {
        AVOutputFormat format = av_guess_format(FORMAT, null, null);
        int codec = track.parameters().codec_id();
        if (avformat_query_codec(format, codec, STRICT_ENOUGH) == 1) {
            return true;
        }
        // What has no name of its own in Matroska goes under the one it has in AVI and WAV: companded sound, old video.
        AVCodecTag names = track.isVideo() ? avformat_get_riff_video_tags() : avformat_get_riff_audio_tags();
        try (PointerPointer<AVCodecTag> tables = new PointerPointer<>(names, null)) {
            return av_codec_get_tag(tables, codec) != 0;
        }
    }

    private void begin() throws ClipFailed {
        context.pb(bytes);
        context.flags(context.flags() | AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_FLUSH_PACKETS | AVFMT_FLAG_BITEXACT);
        context.avoid_negative_ts(0);
        for (KeptTrack track : tracks) {
            AVStream stream = avformat_new_stream(context, null);
            ClipFailed.check(
                    avcodec_parameters_copy(stream.codecpar(), track.parameters()),
                    "a piece cannot hold " + track.codec());
            stream.time_base().num(1).den(1_000);
        }
        ClipFailed.check(avformat_write_header(context, (AVDictionary) null), "the header of a piece");
        begun = true;
    }

    /**
     * Writes a packet; it stays the caller's. One that comes before its like but is not of a codec that reorders is left out, as the
     * decoder leaves it out.
     */
    void write(AVPacket packet, KeptTrack track, long mediaMicros) throws ClipFailed {
        int index = tracks.indexOf(track);
        long millis = Math.floorDiv(mediaMicros + 500, 1_000) + LEAD_MILLIS;
        // Only the place where it is shown is written; the other time stamp has to grow and to be no later.
        boolean free = track.isReordered() || !track.isVideo();
        long decoded = free ? Math.max(lastMillis[index], millis - MOST_REORDER_MILLIS) : millis;
        if (millis < 0 || decoded > millis || decoded < lastMillis[index]) {
            return;
        }
        ClipFailed.check(av_packet_ref(copy, packet), "a packet");
        try {
            av_packet_free_side_data(copy);
            copy.stream_index(index);
            copy.pts(millis);
            copy.dts(decoded);
            copy.duration(track.durationMillis(packet));
            copy.pos(-1);
            ClipFailed.check(av_write_frame(context, copy), "a packet of " + track.codec());
            lastMillis[index] = decoded;
        } finally {
            av_packet_unref(copy);
        }
    }

    /** Writes what it holds back; nothing may follow. */
    void end() throws ClipFailed {
        if (begun) {
            begun = false;
            ClipFailed.check(av_write_trailer(context), "the end of a piece");
        }
    }

    @Override
    public void close() {
        if (freed) {
            return;
        }
        freed = true;
        av_packet_free(copy);
        if (!context.isNull()) {
            avformat_free_context(context);
        }
        av_free(bytes.buffer());
        avio_context_free(bytes);
        BY_ADDRESS.remove(identity.address());
        identity.deallocate();
    }
}
