package org.earwitness.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.GoldenText;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaFiles;
import org.earwitness.ingest.source.ScriptedMediaSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in real files, and what is said about them. */
final class ProbeTest {
    private static final String PICTURE = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=%s";
    private static final String SOUND = "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=%s";
    private static final String MPEG4 = " -c:v mpeg4 -q:v 3 -idct simple -dct int ";

    @TempDir
    Path folder;

    private static ProbeRequest request(Path file, int seconds) {
        return new ProbeRequest(
                StreamDefinition.of("probe", file.toString(), Playback.ONCE), false, Duration.ofSeconds(seconds));
    }

    private static ProbeResult probe(Path file, int seconds) {
        return new Probe(request(file, seconds), IngestConfig.DEFAULTS, Clock.systemUTC()).run();
    }

    private void compare(String golden, String file, String arguments) {
        compare(golden, new MediaFiles(folder).make(file, arguments));
    }

    private static void compare(String golden, Path file) {
        assertThat(probe(file, 10)).isInstanceOfSatisfying(ProbeResult.Found.class, found -> {
            List<Warning> warnings = Assessment.of(found.findings(), IngestConfig.DEFAULTS);
            GoldenText.compare("probe-" + golden, FindingsDump.of(found.findings(), warnings));
        });
    }

    private static String both(String seconds) {
        return PICTURE.formatted(seconds) + " " + SOUND.formatted(seconds) + MPEG4;
    }

    @Test
    void aPlainFileHasNothingWrong() {
        compare("plain", "plain.mkv", both("4") + "-g 50 -c:a pcm_s16le");
    }

    @Test
    void bFramesAndADistantKeyFrameAreSeen() {
        compare("b-frames", "b.mp4", both("9") + "-bf 2 -g 125 -sc_threshold 1000000000 -c:a aac");
    }

    @Test
    void aFileWithoutSoundIsToldThatNothingWillBeHeard() {
        compare("video-only", "video.mkv", PICTURE.formatted("3") + MPEG4);
    }

    @Test
    void soundAloneIsToldThatNothingWillBeSeen() {
        compare("audio-only", "audio.wav", SOUND.formatted("3") + " -c:a pcm_s16le");
    }

    @Test
    void blackAndSilentIsNoticed() {
        compare(
                "dark",
                "dark.mkv",
                "-f lavfi -i color=black:size=320x240:rate=25:duration=3 -f lavfi -i anullsrc=r=8000:cl=mono:duration=3"
                        + MPEG4 + "-g 25 -c:a pcm_s16le");
    }

    @Test
    void slidesHaveFewFrames() {
        compare(
                "slides",
                "slides.mkv",
                "-f lavfi -i testsrc2=size=320x240:rate=1:duration=6 " + SOUND.formatted("6") + MPEG4
                        + "-g 1 -c:a pcm_s16le");
    }

    @Test
    void aTurnedPictureWithLateSoundIsSeenSo() throws IOException {
        Path file = new MediaFiles(folder)
                .make(
                        "turned.mp4",
                        PICTURE.formatted("3") + " -itsoffset 1.2 " + SOUND.formatted("1.8") + MPEG4
                                + "-g 25 -c:a aac");
        byte[] bytes = Files.readAllBytes(file);
        int box = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tkhd");
        // The display matrix that a telephone writes which was held upright.
        ByteBuffer.wrap(bytes)
                .position(box + 44)
                .putInt(0)
                .putInt(1 << 16)
                .putInt(0)
                .putInt(-(1 << 16))
                .putInt(0);
        compare("turned", Files.write(file, bytes));
    }

    @Test
    void joinedRecordingsJump() throws IOException {
        Path first = new MediaFiles(folder).make("a.ts", both("3") + "-g 25 -output_ts_offset 100 -c:a mp2");
        Path second = new MediaFiles(folder).make("b.ts", both("3") + "-g 25 -output_ts_offset 5 -c:a mp2");
        Path joined = folder.resolve("joined.ts");
        try (OutputStream out = Files.newOutputStream(joined)) {
            Files.copy(first, out);
            Files.copy(second, out);
        }
        compare("joined", joined);
    }

    @Test
    void onlyTheBeginningOfALongFileIsRead() {
        Path file = new MediaFiles(folder).make("long.mkv", both("30") + "-g 25 -c:a pcm_s16le");
        assertThat(probe(file, 2))
                .isInstanceOfSatisfying(
                        ProbeResult.Found.class,
                        found -> assertThat(found.findings().source().mediaMicros())
                                .isBetween(2_000_000L, 4_000_000L));
    }

    @Test
    void whatCannotBeOpenedIsToldWithItsCause() throws IOException {
        assertThat(probe(folder.resolve("nothing.mp4"), 2))
                .isInstanceOfSatisfying(ProbeResult.Unreadable.class, unreadable -> {
                    assertThat(unreadable.cause()).isEqualTo(FailureCause.NOT_FOUND);
                    assertThat(unreadable.reason()).contains("nothing.mp4");
                });
        Path text = Files.writeString(folder.resolve("notes.mp4"), "this is no film\n".repeat(100));
        assertThat(probe(text, 2))
                .isInstanceOfSatisfying(
                        ProbeResult.Unreadable.class,
                        unreadable -> assertThat(unreadable.cause()).isEqualTo(FailureCause.GARBAGE));
    }

    @Test
    void aSourceThatFailsBeforeAnyMediaIsUnreadable() {
        ScriptedMediaSource broken = new ScriptedMediaSource(List.of(
                new MediaEvent.Opened("aac 48000 Hz 1 channel", false, true, OptionalLong.empty()),
                new MediaEvent.Failed(FailureCause.TIMEOUT, "nothing came")));
        Probe probe = new Probe(
                request(Path.of("some.mp4"), 5), IngestConfig.DEFAULTS, Clock.systemUTC(), (meters, tap) -> broken);
        assertThat(probe.run()).isEqualTo(new ProbeResult.Unreadable(FailureCause.TIMEOUT, "nothing came"));
        assertThat(broken.isClosed()).isTrue();
    }

    @Test
    void aSourceThatBreaksOffKeepsWhatWasFound() {
        ScriptedMediaSource broken = new ScriptedMediaSource(List.of(
                new MediaEvent.Opened("aac 48000 Hz 1 channel", false, true, OptionalLong.empty()),
                new MediaEvent.AudioSamples(0, new byte[32_000], 16_000),
                new MediaEvent.Failed(FailureCause.BROKEN, "the connection was reset")));
        Probe probe = new Probe(
                request(Path.of("some.mp4"), 5), IngestConfig.DEFAULTS, Clock.systemUTC(), (meters, tap) -> broken);
        assertThat(probe.run()).isInstanceOfSatisfying(ProbeResult.Found.class, found -> {
            assertThat(found.findings().brokeOff())
                    .contains(new Findings.BreakOff(FailureCause.BROKEN, "the connection was reset"));
            assertThat(found.findings().source().mediaMicros()).isEqualTo(1_000_000);
        });
        assertThat(broken.isClosed()).isTrue();
    }
}
