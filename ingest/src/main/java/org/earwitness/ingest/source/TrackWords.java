package org.earwitness.ingest.source;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** What was found in a source, in words: {@code h264 1280x720 25 fps, aac 44100 Hz 2 channels}. */
final class TrackWords {
    private final List<String> words = new ArrayList<>();

    void add(AVStream track) {
        words.add(describe(track));
    }

    void addUndecodable(AVStream track, String reason) {
        words.add(describe(track) + " (not decoded: " + reason + ")");
    }

    private static String describe(AVStream track) {
        AVCodecParameters codec = track.codecpar();
        String name = avcodec_get_name(codec.codec_id()).getString();
        if (codec.codec_type() == AVMEDIA_TYPE_VIDEO) {
            int quarters = Rotation.of(codec).quarters();
            return name + " " + codec.width() + "x" + codec.height()
                    + framesPerSecond(track)
                    + (quarters == 0 ? "" : " turned by " + quarters * 90 + " degrees");
        }
        int channels = codec.ch_layout().nb_channels();
        return name + " " + codec.sample_rate() + " Hz " + channels + (channels == 1 ? " channel" : " channels");
    }

    private static String framesPerSecond(AVStream track) {
        if (track.avg_frame_rate().den() == 0 || track.avg_frame_rate().num() == 0) {
            return "";
        }
        double rate =
                (double) track.avg_frame_rate().num() / track.avg_frame_rate().den();
        return String.format(Locale.ROOT, rate == Math.rint(rate) ? " %.0f fps" : " %.2f fps", rate);
    }

    @Override
    public String toString() {
        return String.join(", ", words);
    }
}
