package org.earwitness.ingest.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earwitness.ingest.source.MediaFiles;

/** The media that is broken: small, in the containers and codecs that cameras, encoders and recordings use. */
final class SoundMedia {
    private static final String PICTURE = "-f lavfi -i testsrc2=size=128x96:rate=12:duration=2 ";
    private static final String SOUND = "-f lavfi -i sine=duration=2 ";

    private static final Map<String, String> ARGUMENTS = new LinkedHashMap<>();

    static {
        ARGUMENTS.put("h264.mp4", PICTURE + SOUND + "-c:v libx264 -preset ultrafast -bf 2 -c:a aac");
        ARGUMENTS.put(
                "fragments.mp4",
                PICTURE + SOUND
                        + "-c:v libx264 -preset ultrafast -c:a aac -movflags frag_keyframe+empty_moov+default_base_moof -g 6");
        ARGUMENTS.put("mpeg4.mkv", PICTURE + SOUND + "-c:v mpeg4 -c:a libopus");
        ARGUMENTS.put("vp8.webm", PICTURE + SOUND + "-c:v libvpx -deadline realtime -cpu-used 8 -c:a libvorbis");
        ARGUMENTS.put("h264.ts", PICTURE + SOUND + "-c:v libx264 -preset ultrafast -g 12 -c:a aac");
        ARGUMENTS.put("mpeg2.ts", PICTURE + SOUND + "-c:v mpeg2video -c:a mp2");
        ARGUMENTS.put(
                "hevc.ts", PICTURE + SOUND + "-c:v libx265 -preset ultrafast -x265-params log-level=none -c:a ac3");
        ARGUMENTS.put("camera.flv", PICTURE + SOUND + "-c:v flv1 -c:a aac");
        ARGUMENTS.put("motion.avi", PICTURE + SOUND + "-c:v mjpeg -c:a adpcm_ms");
        ARGUMENTS.put("sound.wav", SOUND + "-c:a pcm_s16le");
        ARGUMENTS.put("sound.ogg", SOUND + "-c:a libvorbis");
        ARGUMENTS.put("sound.flac", SOUND + "-c:a flac");
        ARGUMENTS.put("sound.mp3", SOUND + "-c:a libmp3lame");
        ARGUMENTS.put(
                "playlist.m3u8",
                PICTURE + SOUND + "-c:v libx264 -preset ultrafast -g 6 -c:a aac -f hls -hls_time 1 -hls_list_size 0");
        ARGUMENTS.put(
                "fragments.m3u8",
                PICTURE + SOUND
                        + "-c:v libx264 -preset ultrafast -g 6 -c:a aac -f hls -hls_time 1 -hls_list_size 0 -hls_segment_type fmp4"
                        + " -hls_flags program_date_time");
    }

    private SoundMedia() {}

    /** Makes all of it, each in a folder of its own that has its name. */
    static List<Path> makeIn(Path folder) {
        ARGUMENTS.forEach((name, arguments) -> {
            try {
                new MediaFiles(Files.createDirectory(folder.resolve(name))).make(name, arguments);
            } catch (IOException e) {
                throw new UncheckedIOException("no folder for " + name, e);
            }
        });
        return BrokenMedia.filesIn(folder);
    }
}
