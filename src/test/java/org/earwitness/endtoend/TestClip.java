package org.earwitness.endtoend;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A clip of coloured seconds with or without a tone, made by FFmpeg's command line. The fixture pack hears a tone and sees a
 * colour, so what must come out is known second by second.
 *
 * @param seconds what each second shows and whether it sounds
 */
record TestClip(List<Second> seconds) {
    private static final long FFMPEG_SECONDS = 60;

    /** One second of a clip. */
    record Second(String colour, boolean tone) {}

    TestClip {
        seconds = List.copyOf(seconds);
    }

    /** A clip from words such as {@code "red+tone"}, {@code "red"}, {@code "black+tone"}, one a second. */
    static TestClip of(String... words) {
        List<Second> seconds = new ArrayList<>();
        for (String word : words) {
            seconds.add(new Second(word.replace("+tone", ""), word.endsWith("+tone")));
        }
        return new TestClip(seconds);
    }

    /** The same seconds again and again. */
    TestClip repeated(int times) {
        List<Second> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            all.addAll(seconds);
        }
        return new TestClip(all);
    }

    /** Writes the clip as MP4; the test is skipped with a message where FFmpeg's command line is missing. */
    Path writeTo(Path file) {
        assumeTrue(
                hasFfmpeg(), "skipped: FFmpeg's command line is not installed, and this test makes its media with it");
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-nostdin", "-y"));
        StringBuilder inputs = new StringBuilder();
        for (int i = 0; i < seconds.size(); i++) {
            Second second = seconds.get(i);
            command.addAll(List.of("-f", "lavfi", "-t", "1", "-i", "color=c=" + second.colour() + ":s=320x180:r=25"));
            command.addAll(List.of(
                    "-f",
                    "lavfi",
                    "-t",
                    "1",
                    "-i",
                    second.tone() ? "sine=frequency=440:sample_rate=44100,volume=12dB" : "anullsrc=r=44100:cl=mono"));
            inputs.append('[').append(2 * i).append(":v][").append(2 * i + 1).append(":a]");
        }
        command.addAll(List.of("-filter_complex", inputs + "concat=n=" + seconds.size() + ":v=1:a=1[v][a]"));
        command.addAll(List.of("-map", "[v]", "-map", "[a]", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "25"));
        command.addAll(List.of("-c:a", "aac", "-b:a", "96k", file.toString()));
        try {
            Process ffmpeg = new ProcessBuilder(command).inheritIO().start();
            if (!ffmpeg.waitFor(FFMPEG_SECONDS, TimeUnit.SECONDS) || ffmpeg.exitValue() != 0) {
                ffmpeg.destroyForcibly();
                throw new AssertionError("FFmpeg did not make " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("FFmpeg cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while FFmpeg made " + file, e);
        }
        return file;
    }

    private static boolean hasFfmpeg() {
        try {
            return new ProcessBuilder("ffmpeg", "-version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while looking for FFmpeg", e);
        }
    }
}
