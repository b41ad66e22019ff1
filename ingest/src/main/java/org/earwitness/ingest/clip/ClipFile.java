package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.av_get_audio_frame_duration2;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_query_codec;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** The file that a clip is written to. Owns its native memory; one thread. */
final class ClipFile implements AutoCloseable {
    private static final Map<String, String> FORMATS = Map.of("mp4", "mp4", "mov", "mov", "mkv", "matroska");
    private static final long MICROS = 1_000_000;
    private static final int PICTURE_TICKS = 90_000;
    /** Pieces keep time stamps to the millisecond: sound that is off by so little goes on without a seam. */
    private static final long JITTER_MICROS = 5_000;

    private static final long NOTHING = Long.MIN_VALUE;
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

    private final AVFormatContext context = new AVFormatContext(null);
    private final AVIOContext bytes = new AVIOContext(null);
    private final String extension;
    private Optional<AVStream> video = Optional.empty();
    private Optional<AVStream> audio = Optional.empty();
    private long nextSample = NOTHING;
    private long lastSample = NOTHING;
    private long lastPicture = NOTHING;

    private ClipFile(String extension) {
        this.extension = extension;
    }

    /** Whether players can be told to begin in the middle of what such a file has. */
    static boolean isExact(Path file) {
        return !extension(file).equals("mkv");
    }

    /** Refuses a file whose name says no container that is known. */
    static void checkName(Path file) throws ClipFailed {
        if (!FORMATS.containsKey(extension(file))) {
            throw new ClipFailed("a clip cannot be written to " + file
                    + ": its name says no container. Use a name that ends in .mp4, .mov or .mkv");
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Begins a file.
     *
     * @param name what it will be called, which says its container
     * @param file where it is written
     */
    static ClipFile open(Path name, Path file, Optional<AVCodecParameters> video, Optional<AVCodecParameters> audio)
            throws ClipFailed {
        ClipFile clip = new ClipFile(extension(name));
        try {
            clip.begin(file, video, audio);
        } catch (ClipFailed e) {
            clip.close();
            throw e;
        }
        return clip;
    }

    private void begin(Path file, Optional<AVCodecParameters> picture, Optional<AVCodecParameters> sound)
            throws ClipFailed {
        ClipFailed.check(
                avformat_alloc_output_context2(context, null, FORMATS.get(extension), null), "a clip cannot be begun");
        if (picture.isPresent()) {
            video = Optional.of(track(picture.orElseThrow(), PICTURE_TICKS));
        }
        if (sound.isPresent()) {
            audio = Optional.of(
                    track(sound.orElseThrow(), Math.max(1, sound.orElseThrow().sample_rate())));
        }
        ClipFailed.check(avio_open(bytes, "file:" + file, AVIO_FLAG_WRITE), "the file " + file + " cannot be written");
        context.pb(bytes);
        ClipFailed.check(avformat_write_header(context, (AVDictionary) null), "the file " + file);
    }

    private AVStream track(AVCodecParameters parameters, int ticks) throws ClipFailed {
        boolean anything = extension.equals("mkv");
        if (!anything && avformat_query_codec(context.oformat(), parameters.codec_id(), 0) != 1) {
            throw new ClipFailed("a file that ends in ." + extension + " cannot hold "
                    + avcodec_get_name(parameters.codec_id()).getString() + ". Use a name that ends in .mkv");
        }
        AVStream stream = avformat_new_stream(context, null);
        ClipFailed.check(avcodec_parameters_copy(stream.codecpar(), parameters), "a clip cannot be begun");
        // Not every player knows HEVC by the name that is usual elsewhere.
        boolean quickTime = parameters.codec_id() == AV_CODEC_ID_HEVC && !extension.equals("mkv");
        stream.codecpar().codec_tag(quickTime ? HVC1 : 0);
        stream.codecpar().initial_padding(0);
        stream.time_base().num(1).den(ticks);
        return stream;
    }

    /** Writes a frame; the packet is empty afterwards. Times are microseconds in this file. */
    void picture(AVPacket packet, long shownMicros, long decodedMicros) throws ClipFailed {
        AVStream stream = video.orElseThrow();
        long decoded = Math.max(lastPicture + 1, ticks(decodedMicros, MICROS, stream));
        lastPicture = decoded;
        packet.dts(decoded);
        packet.pts(Math.max(decoded, ticks(shownMicros, MICROS, stream)));
        packet.duration(ticks(Math.max(0, packet.duration()), 1_000, stream));
        write(packet, stream);
    }

    /** Writes sound; the packet is empty afterwards. */
    void sound(AVPacket packet, long heardMicros) throws ClipFailed {
        AVStream stream = audio.orElseThrow();
        long rate = Math.max(1, stream.codecpar().sample_rate());
        int known = av_get_audio_frame_duration2(stream.codecpar(), packet.size());
        long samples = known > 0 ? known : Math.max(0, packet.duration()) * rate / 1_000;
        long named = Math.floorDiv(heardMicros * rate, MICROS);
        boolean joins = nextSample != NOTHING && Math.abs(named - nextSample) <= JITTER_MICROS * rate / MICROS;
        long first = joins ? nextSample : Math.max(named, lastSample + 1);
        lastSample = first;
        nextSample = first + samples;
        packet.pts(ticks(first, rate, stream));
        packet.dts(packet.pts());
        packet.duration(ticks(samples, rate, stream));
        write(packet, stream);
    }

    private void write(AVPacket packet, AVStream stream) throws ClipFailed {
        av_packet_free_side_data(packet);
        packet.stream_index(stream.index());
        packet.pos(-1);
        ClipFailed.check(av_interleaved_write_frame(context, packet), "a packet of the clip cannot be written");
    }

    private static long ticks(long value, long perSecond, AVStream stream) {
        long numerator = stream.time_base().num() * perSecond;
        return Math.floorDiv(value * stream.time_base().den() + numerator / 2, numerator);
    }

    /** Finishes the file. */
    void end() throws ClipFailed {
        ClipFailed.check(av_write_trailer(context), "the end of the clip cannot be written");
        context.pb(null);
        ClipFailed.check(avio_closep(bytes), "the end of the clip cannot be written");
    }

    @Override
    public void close() {
        if (!bytes.isNull()) {
            avio_closep(bytes);
        }
        if (!context.isNull()) {
            avformat_free_context(context);
        }
    }
}
