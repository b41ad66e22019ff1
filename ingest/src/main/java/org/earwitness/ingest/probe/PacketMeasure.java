package org.earwitness.ingest.probe;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_PRFT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avcodec.AVProducerReferenceTime;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.earwitness.ingest.source.PacketTap;

/** Measures the packets as they come from the demuxer, and notes what the container says of their tracks. One thread. */
final class PacketMeasure implements PacketTap {
    private static final int FULL_TURN = 360;

    private final Clock clock;
    private final TrackMeasure pictures = new TrackMeasure();
    private final TrackMeasure sounds = new TrackMeasure();
    private final ArrivalMeasure arrivals = new ArrivalMeasure();
    private Optional<Announced> picture = Optional.empty();
    private Optional<Announced> sound = Optional.empty();
    private final SizeTPointer reportBytes = new SizeTPointer(1);
    private OptionalLong senderBehindMicros = OptionalLong.empty();
    private String container = "";

    /**
     * What a container says of a track; what does not belong to its kind is 0.
     *
     * @param decodable whether there is a decoder
     * @param nominalRate frames a second; empty where it does not say
     * @param turnedDegrees clockwise
     */
    record Announced(
            String codec,
            String profile,
            boolean decodable,
            int width,
            int height,
            int turnedDegrees,
            OptionalDouble nominalRate,
            int sampleRate,
            int channels) {}

    PacketMeasure(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void container(String name) {
        container = name;
    }

    @Override
    public void opened(Optional<AVStream> video, Optional<AVStream> audio) {
        picture = video.map(PacketMeasure::announced);
        sound = audio.map(PacketMeasure::announced);
    }

    @Override
    public void packet(AVPacket packet, boolean ofVideo, OptionalLong mediaMicros) {
        boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        (ofVideo ? pictures : sounds).packet(packet.size(), key, mediaMicros);
        mediaMicros.ifPresent(at -> arrivals.packet(nowMicros(), at));
        BytePointer report = av_packet_get_side_data(packet, AV_PKT_DATA_PRFT, reportBytes);
        if (report != null && !report.isNull()) {
            senderBehindMicros = OptionalLong.of(nowMicros() - new AVProducerReferenceTime(report).wallclock());
        }
    }

    @Override
    public void closed() {
        reportBytes.deallocate();
    }

    TrackMeasure pictures() {
        return pictures;
    }

    TrackMeasure sounds() {
        return sounds;
    }

    ArrivalMeasure arrivals() {
        return arrivals;
    }

    Optional<Announced> picture() {
        return picture;
    }

    Optional<Announced> sound() {
        return sound;
    }

    /** How long before now the sender's clock says that the newest packet was recorded, believed or not, microseconds. */
    OptionalLong senderBehindMicros() {
        return senderBehindMicros;
    }

    String container() {
        return container;
    }

    private long nowMicros() {
        return Probe.micros(clock.instant());
    }

    private static Announced announced(AVStream stream) {
        AVCodecParameters parameters = stream.codecpar();
        BytePointer profile = avcodec_profile_name(parameters.codec_id(), parameters.profile());
        AVCodec decoder = avcodec_find_decoder(parameters.codec_id());
        return new Announced(
                avcodec_get_name(parameters.codec_id()).getString(),
                profile == null || profile.isNull() ? "" : profile.getString(),
                decoder != null && !decoder.isNull(),
                parameters.width(),
                parameters.height(),
                turnedDegrees(parameters),
                nominalRate(stream),
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels());
    }

    private static OptionalDouble nominalRate(AVStream stream) {
        int frames = stream.avg_frame_rate().num();
        int seconds = stream.avg_frame_rate().den();
        return frames <= 0 || seconds <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) frames / seconds);
    }

    private static int turnedDegrees(AVCodecParameters parameters) {
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull()) {
            return 0;
        }
        // FFmpeg names the angle counter-clockwise.
        int quarters = (int) -Math.round(av_display_rotation_get(new IntPointer(matrix.data())) / 90);
        return Math.floorMod(quarters * 90, FULL_TURN);
    }
}
