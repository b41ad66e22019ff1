package org.earwitness.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earwitness.bench.process.MeasuredCommand;

/** Seconds of a clip in memory, made without the product: each has four JPEG frames of 224x224 and 32,000 bytes of sound. */
public final class SegmentFiles {
    private static final int FRAMES_PER_SECOND = 4;
    private static final int AUDIO_BYTES = 32_000;

    private SegmentFiles() {}

    /**
     * One second.
     *
     * @param frames JPEG, in time order
     * @param audio 16 kHz mono s16le
     */
    public record Second(List<ByteBuffer> frames, ByteBuffer audio) {
        public Second {
            frames = List.copyOf(frames);
        }
    }

    /** Unpacks all whole seconds of a clip. */
    public static List<Second> unpack(Path clip, Ffmpeg ffmpeg, MeasuredCommand commands, Path folder) {
        try {
            Path frames = Files.createDirectories(folder.resolve("frames"));
            Path sound = folder.resolve("sound.s16le");
            commands.run("unpack", ffmpeg.unpack(clip, frames, sound));
            List<Path> pictures;
            try (Stream<Path> files = Files.list(frames)) {
                pictures = files.sorted().toList();
            }
            ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(sound));
            int seconds = Math.min(pictures.size() / FRAMES_PER_SECOND, samples.capacity() / AUDIO_BYTES);
            List<Second> unpacked = new ArrayList<>();
            for (int second = 0; second < seconds; second++) {
                List<ByteBuffer> own = new ArrayList<>();
                for (Path picture : pictures.subList(second * FRAMES_PER_SECOND, (second + 1) * FRAMES_PER_SECOND)) {
                    own.add(ByteBuffer.wrap(Files.readAllBytes(picture)));
                }
                unpacked.add(new Second(own, samples.slice(second * AUDIO_BYTES, AUDIO_BYTES)));
            }
            return unpacked;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + clip + " into " + folder, e);
        }
    }
}
