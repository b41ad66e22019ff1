package org.earwitness.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earwitness.bench.process.CommandFailed;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * The command lines of FFmpeg that are measured or make what is measured.
 *
 * @param version first line of {@code ffmpeg -version}
 */
public record Ffmpeg(String version) {
    private static final List<String> QUIET = List.of("ffmpeg", "-nostdin", "-v", "error", "-y");

    /**
     * FFmpeg as it is installed.
     *
     * @param logs folder for its output
     * @throws CommandFailed when it is missing
     */
    public static Ffmpeg installed(Path logs) {
        List<String> command = List.of("ffmpeg", "-version");
        try {
            Path output = new MeasuredCommand(logs, Duration.ofSeconds(30))
                    .run("ffmpeg-version", command)
                    .output();
            return new Ffmpeg(Files.readAllLines(output).get(0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the version of FFmpeg", e);
        }
    }

    /** Decodes a file with one thread and throws the result away: the least that any reader of it pays. */
    public List<String> decode(Path file) {
        return command("-threads 1 -i {} -f null -", file);
    }

    /** Decodes files at their own pace side by side, each over and over, for a while. */
    public List<String> decodeLive(List<Path> files, int seconds) {
        StringBuilder script = new StringBuilder();
        for (Path file : files) {
            script.append("ffmpeg -nostdin -v error -re -stream_loop -1 -threads 1 -i '")
                    .append(file)
                    .append("' -t ")
                    .append(seconds)
                    .append(" -f null - & ");
        }
        return List.of("sh", "-c", script.append("wait").toString());
    }

    /**
     * What ingest does to a file, as a command line: decode, four frames a second squashed to 224x224 and compressed as JPEG,
     * sound as 16 kHz mono.
     */
    public List<String> segment(Path file) {
        return command("""
                -threads 1 -i {} -filter_threads 1
                -map 0:v:0 -vf fps=4,scale=224:224:flags=bilinear -threads 1
                -c:v mjpeg -pix_fmt yuvj420p -q:v 3 -f image2pipe /dev/null
                -map 0:a:0 -ac 1 -ar 16000 -c:a pcm_s16le -f s16le /dev/null""", file);
    }

    /** Four frames a second as JPEG files and the sound as a file of samples, for measurements that need no stream. */
    List<String> unpack(Path file, Path frames, Path sound) {
        return command("""
                -i {} -map 0:v:0 -vf fps=4,scale=224:224 -c:v mjpeg -pix_fmt yuvj420p -q:v 3 -f image2 {}
                -map 0:a:0 -ac 1 -ar 16000 -c:a pcm_s16le -f s16le {}""", file, frames.resolve("%05d.jpg"), sound);
    }

    List<String> repeat(Path file, int repeats, int seconds, Path target) {
        return command(
                "-stream_loop " + repeats + " -i {} -c copy -t " + seconds + " -movflags +faststart {}", file, target);
    }

    /**
     * A file looped to just under so many seconds. A packet of sound lasts up to a fifteenth of a second and is not cut, so a
     * file that is cut at the full second has a little of the next.
     */
    List<String> loopWithin(Path file, int seconds, Path target) {
        return command(
                "-stream_loop " + seconds + " -i {} -c copy -t " + (seconds - 1) + ".9 -movflags +faststart {}",
                file,
                target);
    }

    List<String> testPicture(int seconds, Path target) {
        return command("""
                -f lavfi -i testsrc2=size=1280x720:rate=25
                -f lavfi -i anoisesrc=color=pink:amplitude=0.2:sample_rate=48000:seed=1
                -f lavfi -i sine=frequency=440:sample_rate=48000
                -filter_complex
                [0:v]noise=alls=10:allf=t:all_seed=1,format=yuv420p[v];[1:a][2:a]amix=inputs=2,aformat=channel_layouts=stereo[a]
                -map [v] -map [a] -c:v libx264 -preset veryfast -b:v 3M -maxrate 3M -bufsize 6M -g 50 -bf 2
                -c:a aac -b:a 128k -movflags +faststart""" + " -t " + seconds + " {}", target);
    }

    /** FFmpeg with these words; each {@code {}} is the next of the files, which may have blanks in their names. */
    private static List<String> command(String words, Path... files) {
        List<String> command = new ArrayList<>(QUIET);
        int next = 0;
        for (String word : words.strip().split("\\s+", -1)) {
            command.add(word.equals("{}") ? files[next++].toString() : word);
        }
        return command;
    }
}
