package org.earwitness.ingest.clip;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_REORDER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_HE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_HE_V2;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/** How the packets of a track are to be read: a copy of its codec parameters. Owns its native memory; one thread. */
final class KeptTrack implements AutoCloseable {
    private static final List<Integer> AAC_RATES = List.of(
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350);
    private static final int MOST_EXTRADATA = 1 << 20;

    private final boolean video;
    private final boolean reordered;
    private final int timeBaseNumerator;
    private final int timeBaseDenominator;
    private final AVCodecParameters parameters = avcodec_parameters_alloc();

    KeptTrack(AVStream stream, boolean video) {
        this.video = video;
        this.timeBaseNumerator = stream.time_base().num();
        this.timeBaseDenominator = Math.max(1, stream.time_base().den());
        avcodec_parameters_copy(parameters, stream.codecpar());
        // Each container has its own tags, and the places that packets are given already count the encoder's delay.
        parameters.codec_tag(0);
        parameters.initial_padding(0);
        AVCodecDescriptor descriptor = avcodec_descriptor_get(parameters.codec_id());
        this.reordered = descriptor != null && (descriptor.props() & AV_CODEC_PROP_REORDER) != 0;
        if (parameters.codec_id() == AV_CODEC_ID_AAC && parameters.extradata_size() == 0) {
            describeAac();
        }
    }

    boolean isVideo() {
        return video;
    }

    /** Whether packets may come in another order than they are shown. */
    boolean isReordered() {
        return reordered;
    }

    /** What it is called. */
    String codec() {
        return avcodec_get_name(parameters.codec_id()).getString();
    }

    /** The parameters; belong to this track. */
    AVCodecParameters parameters() {
        return parameters;
    }

    /** How long a packet lasts, milliseconds; 0 where it does not say. */
    long durationMillis(AVPacket packet) {
        return Math.max(0, packet.duration()) * 1_000 * timeBaseNumerator / timeBaseDenominator;
    }

    /** Whether a packet brings other parameters than before; they are taken over. */
    boolean changesWith(AVPacket packet) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            BytePointer fresh = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
            if (fresh == null || fresh.isNull() || size.get() <= 0 || size.get() > MOST_EXTRADATA) {
                return false;
            }
            byte[] bytes = new byte[(int) size.get()];
            fresh.get(bytes);
            if (Arrays.equals(bytes, extradata())) {
                return false;
            }
            describe(bytes);
            return true;
        }
    }

    private byte[] extradata() {
        byte[] bytes = new byte[parameters.extradata_size()];
        if (bytes.length > 0) {
            parameters.extradata().get(bytes);
        }
        return bytes;
    }

    private void describe(byte[] extradata) {
        if (parameters.extradata() != null) {
            av_free(parameters.extradata());
        }
        BytePointer copy = new BytePointer(av_mallocz(extradata.length + (long) AV_INPUT_BUFFER_PADDING_SIZE));
        copy.put(extradata);
        parameters.extradata(copy);
        parameters.extradata_size(extradata.length);
    }

    /**
     * In a transport stream each packet of AAC says what it is; other containers want it once, in front, as an
     * AudioSpecificConfig of two bytes (ISO/IEC 14496-3, 1.6.2.1). High efficiency AAC says the rate of its core.
     */
    private void describeAac() {
        boolean doubled = parameters.profile() == AV_PROFILE_AAC_HE || parameters.profile() == AV_PROFILE_AAC_HE_V2;
        int rate = AAC_RATES.indexOf(doubled ? parameters.sample_rate() / 2 : parameters.sample_rate());
        int channels = parameters.profile() == AV_PROFILE_AAC_HE_V2
                ? 1
                : parameters.ch_layout().nb_channels();
        if (rate < 0 || channels < 1 || channels > 8 || channels == 7) {
            return;
        }
        int object = doubled || parameters.profile() < 0 ? 2 : parameters.profile() + 1;
        int config = object << 11 | rate << 7 | (channels == 8 ? 7 : channels) << 3;
        describe(new byte[] {(byte) (config >> 8), (byte) config});
    }

    @Override
    public void close() {
        avcodec_parameters_free(parameters);
    }
}
