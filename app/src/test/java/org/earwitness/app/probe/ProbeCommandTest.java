package org.earwitness.app.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.earwitness.app.GoldenFile;
import org.earwitness.app.Invocation;
import org.earwitness.app.command.ExitCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeCommandTest {
    private static final String GOOD = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=4 -f lavfi -i"
            + " sine=frequency=440:sample_rate=44100:duration=4 -c:v mpeg4 -q:v 3 -idct simple -dct int -g 50 -c:a pcm_s16le";

    @TempDir
    Path folder;

    private Path make(String name, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-y", "-nostdin"));
        command.addAll(List.of(arguments.split(" +")));
        command.addAll(List.of("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"));
        Path file = folder.resolve(name);
        command.add(file.toString());
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("the command ffmpeg is not installed: " + e.getMessage());
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return file;
    }

    /** What depends on the machine's speed is replaced. */
    private String settled(String text) {
        return text.replace(folder.toString(), "FOLDER")
                .replaceAll("open after [0-9.]+ m?s", "open after TIME")
                .replaceAll("first media after [0-9.]+ m?s", "first media after TIME")
                .replaceAll("listened for [0-9.]+ s", "listened for TIME")
                .replaceAll("(open_seconds|first_media_seconds|listened_seconds)\":[0-9.E-]+", "$1\":0")
                // The bit rate follows the encoder's build.
                .replaceAll("[0-9.]+ (k|M)bit/s", "RATE")
                .replaceAll("bits_per_second\":[0-9.E-]+", "bits_per_second\":0");
    }

    @Test
    void aGoodFileIsDescribedInWords() throws Exception {
        Path file = make("good.mkv", GOOD);
        Invocation invocation = Invocation.of("probe", file.toString());
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.OK);
        GoldenFile.assertSame("app/src/test/resources/org/earwitness/app/probe/good.txt", settled(invocation.out()));
    }

    @Test
    void whatWouldGoWrongIsSaidInSentences() throws Exception {
        Path file = make(
                "mute.mkv", "-f lavfi -i color=black:size=320x240:rate=2:duration=4 -c:v mpeg4 -idct simple -g 50");
        Invocation invocation = Invocation.of("probe", file.toString());
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.OK);
        GoldenFile.assertSame("app/src/test/resources/org/earwitness/app/probe/mute.txt", settled(invocation.out()));
    }

    @Test
    void programsGetTheSameFactsAsOneObject() throws Exception {
        Path file = make("good.mkv", GOOD);
        Invocation invocation = Invocation.of("probe", "--json", file.toString());
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(invocation.out().lines()).hasSize(1);
        GoldenFile.assertSame("app/src/test/resources/org/earwitness/app/probe/good.json", settled(invocation.out()));
    }

    @Test
    void onlyTheTracksThatAreWantedArePulled() throws Exception {
        Path file = make("good.mkv", GOOD);
        Invocation invocation = Invocation.of("probe", "--tracks", "video", "--seconds", "1", file.toString());
        assertThat(invocation.out()).contains("Its sound is not pulled").contains("sound    none");
    }

    @Test
    void aFileThatIsNotThereIsUnusableInputWithItsCause() {
        Invocation invocation =
                Invocation.of("probe", folder.resolve("nothing.mp4").toString());
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(invocation.out()).isEmpty();
        assertThat(invocation.err()).contains("nothing.mp4: there is nothing under that address.");

        Invocation json =
                Invocation.of("probe", "--json", folder.resolve("nothing.mp4").toString());
        assertThat(json.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(json.out()).contains("\"cause\":\"not_found\"");
    }

    @Test
    void aSecretIsLookedUpAndNeverShown() {
        Invocation invocation = Invocation.in(
                Map.of("CAMERA_PASSWORD", "hunter2+x"),
                "probe",
                "rtsp://root:${env:CAMERA_PASSWORD}@127.0.0.1:9/hunter2+x");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(invocation.err()).contains("nobody listens there").doesNotContain("hunter2");
    }

    @Test
    void aSecretThatIsNotThereIsNamed() {
        Invocation invocation = Invocation.of("probe", "rtsp://root:${env:CAMERA_PASSWORD}@127.0.0.1:9/main");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(invocation.err()).contains("CAMERA_PASSWORD").contains("not set");
    }

    @Test
    void anOptionThatFfmpegDoesNotKnowIsRefusedBeforeAnythingIsOpened() {
        Invocation invocation = Invocation.of("probe", "--option", "stimeout_=3", "rtsp://127.0.0.1:9/main");
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.UNUSABLE_INPUT);
        assertThat(invocation.err())
                .contains("an option is not known to FFmpeg")
                .contains("stimeout_");
    }

    @Test
    void aLengthThatMakesNoSenseIsAUsageError() throws Exception {
        Path file = Files.writeString(folder.resolve("some.mp4"), "x");
        Invocation invocation = Invocation.of("probe", "--seconds", "0", file.toString());
        assertThat(invocation.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(invocation.err()).contains("--seconds").contains("1 to 600");
    }
}
