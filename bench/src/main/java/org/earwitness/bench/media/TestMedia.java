package org.earwitness.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * Streams of 1280x720 at 25 frames a second, H.264 at 3 Mbit/s with B frames, and AAC stereo: a moving test picture with film
 * grain, so that the decoder has work in every block, below pink noise and a tone. One thread at a time.
 */
public final class TestMedia {
    private static final int MASTER_SECONDS = 40;

    private final Path folder;
    private final MeasuredCommand commands;
    private final Ffmpeg ffmpeg;

    /**
     * @param folder where clips are kept
     * @param commands runs FFmpeg
     * @param ffmpeg its command line
     */
    public TestMedia(Path folder, MeasuredCommand commands, Ffmpeg ffmpeg) {
        this.folder = folder;
        this.commands = commands;
        this.ffmpeg = ffmpeg;
    }

    /** FFmpeg's command line, which the clips were made with and which is the peer. */
    public Ffmpeg ffmpeg() {
        return ffmpeg;
    }

    /** Clips of the same length under different names, one a stream. */
    public List<Path> streams(int count, int seconds) {
        Path clip = clip(seconds);
        List<Path> streams = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Path stream = folder.resolve(seconds + "s").resolve("camera-" + i + ".mp4");
            if (!Files.exists(stream)) {
                copy(clip, stream);
            }
            streams.add(stream);
        }
        return streams;
    }

    /** One clip; made from the master without coding it again, so that clips of all lengths cost the same a second. */
    private Path clip(int seconds) {
        Path clip = folder.resolve("clip-" + seconds + "s.mp4");
        if (Files.exists(clip)) {
            return clip;
        }
        Path master = master();
        int repeats = (seconds + MASTER_SECONDS - 1) / MASTER_SECONDS - 1;
        make(clip, ffmpeg.repeat(master, repeats, seconds, part(clip)));
        return clip;
    }

    private Path master() {
        Path master = folder.resolve("master.mp4");
        if (!Files.exists(master)) {
            make(master, ffmpeg.testPicture(MASTER_SECONDS, part(master)));
        }
        return master;
    }

    private void make(Path clip, List<String> command) {
        try {
            Files.createDirectories(folder);
            commands.run("make-" + clip.getFileName(), command);
            // A run that is broken off leaves a part that nobody takes for a clip.
            Files.move(part(clip), clip, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the clip " + clip, e);
        }
    }

    private static Path part(Path clip) {
        return clip.resolveSibling("part-" + clip.getFileName());
    }

    private static void copy(Path clip, Path stream) {
        try {
            Files.createDirectories(stream.toAbsolutePath().getParent());
            Files.copy(clip, stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + clip + " to " + stream, e);
        }
    }
}
