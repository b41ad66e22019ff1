package org.earwitness.ingest.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import org.earwitness.ingest.clip.Kept.FlashAndBeep;
import org.earwitness.ingest.source.MediaFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips that are cut out of what was kept of real files. */
class ClipCutterTest {
    private static final long PIECE_MILLIS = 2_000;

    @TempDir
    Path folder;

    private final MovedClock clock = new MovedClock();

    /** Black and silent, with a flash and a beep at 7 s. */
    private Path flash(String container, String codecs) {
        return new MediaFiles(folder)
                .make(
                        "flash." + container,
                        "-f lavfi -i color=black:size=160x120:rate=25:duration=12,"
                                + "drawbox=0:0:160:120:white:fill:enable=between(t\\,6.99\\,7.49)"
                                + " -f lavfi -i aevalsrc=exprs=0.8*sin(2*PI*1000*t)*between(t\\,7\\,7.5):s=48000:d=12 "
                                + codecs);
    }

    private Path clips() {
        return folder.resolve("clips");
    }

    private Kept kept() {
        return new Kept(Kept.config(clips(), PIECE_MILLIS), clock);
    }

    private ClipReport cut(String stream, long first, long last, Path out) throws ClipFailed {
        return new ClipCutter(clips()).cut(new ClipRequest(stream, OptionalLong.empty(), first, last, 0), out);
    }

    private static void assertPlaysWithoutErrors(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        "ffmpeg", "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mp4 mp4 -c:v mpeg4 -bf 2 -g 40 -c:a aac",
                "mp4 mp4 -c:v libx264 -preset ultrafast -bf 3 -g 60 -c:a aac",
                "mp4 mov -c:v libx264 -preset medium -bf 3 -g 60 -c:a aac",
                "ts mp4 -c:v libx264 -preset ultrafast -bf 2 -g 50 -c:a aac -output_ts_offset 95000",
                "ts mp4 -c:v mpeg2video -bf 2 -g 30 -c:a mp2",
                "mkv mp4 -c:v libx265 -preset ultrafast -x265-params log-level=none -g 50 -c:a libopus",
                "mkv mp4 -c:v mpeg4 -g 30 -c:a pcm_s16le",
                "mkv mp4 -c:v mjpeg -c:a libmp3lame"
            })
    void aFlashAndABeepAreWhereTheirSegmentIsAndTogether(String how) throws Exception {
        String[] words = how.split(" ", 3);
        Path out = folder.resolve("out." + words[1]);
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash(words[0], words[2]));
        }

        ClipReport report = cut("gate", 6, 8, out);

        FlashAndBeep found = FlashAndBeep.of(out);
        assertThat(report.remarks()).isEmpty();
        double lead = report.leadMicros() / 1e6;
        assertThat(lead).as("less than a frame").isBetween(0.0, 0.04);
        assertThat(found.flash() - lead).as("flash").isCloseTo(1.0, within(0.03));
        assertThat(found.beep() - lead).as("beep").isCloseTo(1.0, within(0.03));
        assertThat(Math.abs(found.flash() - found.beep())).as("skew").isLessThan(0.02);
        assertThat(found.length()).as("length").isBetween(2.9, 3.2);
        assertPlaysWithoutErrors(out);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkv -c:v mjpeg -c:a pcm_mulaw",
                "mkv -c:v libx264 -preset ultrafast -bf 2 -g 75 -c:a pcm_alaw",
                "webm -c:v libvpx -deadline realtime -b:v 1M -g 75 -c:a libopus"
            })
    void aFileWithoutEditListBeginsAtTheKeyFrameBeforeWithBothTracksInStep(String how) throws Exception {
        String container = how.substring(0, how.indexOf(' '));
        Path out = folder.resolve("out.mkv");
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash(container, how.substring(container.length())));
        }

        ClipReport report = cut("gate", 6, 8, out);

        FlashAndBeep found = FlashAndBeep.of(out);
        assertThat(found.flash() - report.leadMicros() / 1e6).as("flash").isCloseTo(1.0, within(0.03));
        assertThat(Math.abs(found.flash() - found.beep())).as("skew").isLessThan(0.02);
        assertPlaysWithoutErrors(out);
    }

    @Test
    void aPaddingIsAddedOnBothSides() throws Exception {
        Path out = folder.resolve("out.mp4");
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash("mp4", "-c:v mpeg4 -g 25 -c:a aac"));
        }

        ClipReport report = new ClipCutter(clips()).cut(new ClipRequest("gate", OptionalLong.of(0), 7, 7, 2), out);

        assertThat(report.lengthMicros()).isEqualTo(5_000_000);
        assertThat(FlashAndBeep.of(out).flash()).isCloseTo(2.0, within(0.03));
    }

    @Test
    void soundAloneIsCutAsWell() throws Exception {
        Path file = new MediaFiles(folder)
                .make(
                        "beep.wav",
                        "-f lavfi -i aevalsrc=exprs=0.8*sin(2*PI*1000*t)*between(t\\,7\\,7.5):s=16000:d=12"
                                + " -c:a pcm_s16le");
        try (Kept kept = kept()) {
            kept.keep("gate", 0, file);
        }

        cut("gate", 6, 8, folder.resolve("out.mkv"));

        assertThat(FlashAndBeep.of(folder.resolve("out.mkv")).beep()).isCloseTo(1.0, within(0.07));
    }

    @Test
    void aLoopedFileIsOneRecording() throws Exception {
        Path file = flash("mp4", "-c:v mpeg4 -g 25 -c:a aac");
        try (Kept kept = kept();
                ClipRecorder recorder = kept.recorder("gate")) {
            kept.keep(recorder, 0, 0, file);
            kept.keep(recorder, 0, 12_000_000, file);
        }

        cut("gate", 18, 20, folder.resolve("out.mp4"));

        assertThat(FlashAndBeep.of(folder.resolve("out.mp4")).flash()).isCloseTo(1.0, within(0.03));
    }

    @Test
    void aPieceThatWasCutOffIsUsedAsFarAsItGoes() throws Exception {
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash("mp4", "-c:v mpeg4 -g 25 -c:a aac"));
        }
        FolderClipStore store = FolderClipStore.toRead(clips(), "local");
        List<KeptPiece> pieces = store.pieces("gate");
        Path last = Path.of(pieces.get(pieces.size() - 1).address());
        Path before = Path.of(pieces.get(pieces.size() - 2).address());
        Files.write(last, new byte[0]);
        byte[] whole = Files.readAllBytes(before);
        Files.write(before, java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
        Path index = before.resolveSibling(before.getFileName().toString().replace(".mkv", ".txt"));
        Files.writeString(index, "segment 0 9", StandardOpenOption.APPEND);

        ClipReport report = cut("gate", 6, 11, folder.resolve("out.mp4"));

        assertThat(report.remarks()).isNotEmpty();
        assertThat(FlashAndBeep.of(folder.resolve("out.mp4")).flash()).isCloseTo(1.0, within(0.03));
    }

    @Test
    void aStreamThatChangesItsPictureBeginsANewPieceAndIsCutOnEachSide() throws Exception {
        Path large = flash("mp4", "-c:v mpeg4 -g 25 -c:a aac");
        try (Kept kept = kept();
                ClipRecorder recorder = kept.recorder("gate")) {
            kept.keep(recorder, 0, 0, large);
            Path small = new MediaFiles(folder)
                    .make(
                            "small.mp4",
                            "-f lavfi -i testsrc2=size=96x64:rate=25:duration=4 -f lavfi -i sine=duration=4"
                                    + " -c:v mpeg4 -g 25 -c:a aac");
            kept.keep(recorder, 0, 12_000_000, small);
        }

        assertThatThrownBy(() -> cut("gate", 10, 13, folder.resolve("both.mp4")))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("mpeg4 160x120")
                .hasMessageContaining("mpeg4 96x64");
        assertThat(folder.resolve("both.mp4")).doesNotExist();
        assertThat(cut("gate", 13, 14, folder.resolve("small-only.mp4")).tracks())
                .contains("96x64");
        assertThat(cut("gate", 9, 10, folder.resolve("large-only.mp4")).tracks())
                .contains("160x120");
    }

    @Test
    void theNewestEpochIsTakenUnlessOneIsNamed() throws Exception {
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash("mp4", "-c:v mpeg4 -g 25 -c:a aac"));
            kept.keep("gate", 1, folder.resolve("flash.mp4"));
        }

        assertThat(cut("gate", 6, 8, folder.resolve("new.mp4")).epoch()).isEqualTo(1);
        assertThat(new ClipCutter(clips())
                        .cut(new ClipRequest("gate", OptionalLong.of(0), 6, 8, 0), folder.resolve("old.mp4"))
                        .epoch())
                .isZero();
    }

    @Test
    void whatCannotBeCutIsSaidInWords() throws Exception {
        Path out = folder.resolve("out.mp4");
        assertThatThrownBy(() -> cut("gate", 0, 1, out))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("there is no folder");
        Files.createDirectories(clips());
        assertThatThrownBy(() -> cut("gate", 0, 1, out))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("nothing is kept in");
        try (Kept kept = kept()) {
            kept.keep("gate", 0, flash("mkv", "-c:v mjpeg -c:a pcm_mulaw"));
        }
        assertThatThrownBy(() -> cut("door", 0, 1, out))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("nothing of stream door is kept");
        assertThatThrownBy(() -> cut("gate", 40, 41, out))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("epoch 0: 0 to 11");
        assertThatThrownBy(() -> cut("gate", 6, 8, out))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("cannot hold pcm_mulaw");
        assertThatThrownBy(() -> cut("gate", 6, 8, folder.resolve("out.avi")))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining(".mkv");
        Files.writeString(folder.resolve("there.mkv"), "evidence");
        assertThatThrownBy(() -> cut("gate", 6, 8, folder.resolve("there.mkv")))
                .isInstanceOf(ClipFailed.class)
                .hasMessageContaining("is there already");
        assertThat(folder.resolve("there.mkv")).hasContent("evidence");
        assertThat(out).doesNotExist();
    }
}
