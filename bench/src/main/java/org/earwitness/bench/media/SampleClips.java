package org.earwitness.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * The sample streams, cut or looped to one length without coding them again: photographs and recordings, where the test picture
 * would fill each JPEG with grain.
 */
public final class SampleClips {
    private final Path samples;
    private final Path folder;
    private final MeasuredCommand commands;
    private final Ffmpeg ffmpeg;

    /**
     * @param samples folder with the sample streams
     * @param folder where clips are written
     * @param commands runs FFmpeg
     * @param ffmpeg its command line
     */
    public SampleClips(Path samples, Path folder, MeasuredCommand commands, Ffmpeg ffmpeg) {
        this.samples = samples;
        this.folder = folder;
        this.commands = commands;
        this.ffmpeg = ffmpeg;
    }

    /** Each sample as a clip of so many segments, the last not quite full, by name; written anew, which takes no time. */
    public List<Path> clips(int seconds) {
        List<Path> clips = new ArrayList<>();
        for (Path sample : list()) {
            Path clip = folder.resolve(seconds + "s").resolve(sample.getFileName());
            try {
                Files.createDirectories(clip.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot keep the clip " + clip, e);
            }
            commands.run("make-sample", ffmpeg.loopWithin(sample, seconds, clip));
            clips.add(clip);
        }
        return clips;
    }

    /** A file for each stream of these names, the samples by turns; copies, because a file is one stream. */
    public List<Path> streams(List<String> names, int seconds) {
        List<Path> clips = clips(seconds);
        List<Path> streams = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Path clip = clips.get(i % clips.size());
            Path stream = clip.resolveSibling("streams").resolve(names.get(i) + ".mp4");
            try {
                Files.createDirectories(stream.toAbsolutePath().getParent());
                Files.copy(clip, stream, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy " + clip + " to " + stream, e);
            }
            streams.add(stream);
        }
        return streams;
    }

    private List<Path> list() {
        try (Stream<Path> files = Files.list(samples)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".mp4"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException(
                        "there is no .mp4 in " + samples + "; the samples belong to the checkout");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the samples in " + samples, e);
        }
    }
}
