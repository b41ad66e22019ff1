package org.earwitness.ingest.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of real files, compared second by second with text that a person has read. */
class FfmpegSourceGoldenTest {
    private static final String PICTURE = "-f lavfi -i testsrc2=size=320x240:rate=25:duration=%s";
    private static final String SOUND = "-f lavfi -i sine=frequency=440:sample_rate=%d:duration=%s";
    private static final String MPEG4 = " -c:v mpeg4 -q:v 3 -idct simple -dct int ";

    @TempDir
    Path folder;

    private void compare(String golden, String file, String arguments, boolean withDigests) {
        Path made = new MediaFiles(folder).make(file, arguments);
        GoldenText.compare(golden, SegmentDump.of(made).text(withDigests));
    }

    private static String both(String videoSeconds, String audioSeconds) {
        return PICTURE.formatted(videoSeconds) + " " + SOUND.formatted(44_100, audioSeconds) + MPEG4;
    }

    @Test
    void aPlainFileWithBothTracks() {
        compare("plain", "plain.mkv", both("3", "3") + "-c:a pcm_s16le", true);
    }

    @Test
    void framesThatAreReorderedByBFramesComeInOrderOfPresentation() {
        compare("b-frames", "b.mp4", both("3", "3") + "-bf 2 -g 25 -c:a aac", false);
    }

    @Test
    void aVariableFrameRateTakesTheFrameShownAtEachInstant() {
        compare(
                "variable-frame-rate",
                "vfr.mkv",
                both("4", "4") + "-vf select=not(mod(n\\,9))+between(n\\,50\\,60) -fps_mode vfr -c:a pcm_s16le",
                true);
    }

    @Test
    void slidesFiveSecondsApartArePresentAllTheTime() {
        compare(
                "slides",
                "slides.mkv",
                "-f lavfi -i testsrc2=size=320x240:rate=1/5:duration=15 " + SOUND.formatted(16_000, "15") + MPEG4
                        + "-c:a pcm_s16le",
                true);
    }

    @Test
    void aStartThatIsNotZeroIsTheOrigin() {
        compare("start-offset", "offset.ts", both("3", "3") + "-output_ts_offset 77.3 -c:a mp2", false);
    }

    @Test
    void soundThatStartsLaterStaysLater() {
        compare(
                "late-sound",
                "late.mkv",
                PICTURE.formatted("3") + " -itsoffset 1.3 " + SOUND.formatted(44_100, "1.7") + MPEG4 + "-c:a pcm_s16le",
                true);
    }

    @Test
    void aFileWithoutSound() {
        compare("video-only", "video.mkv", PICTURE.formatted("2.5") + MPEG4, true);
    }

    @Test
    void aFileWithoutPicture() {
        compare("audio-only", "audio.wav", SOUND.formatted(44_100, "2.5") + " -c:a pcm_s16le", true);
    }

    @Test
    void soundThatEndsEarlyIsMissingFromThereOn() {
        compare("audio-ends-early", "short-sound.mkv", both("4", "1.5") + "-c:a pcm_s16le", true);
    }

    @Test
    void aPictureThatEndsEarlyIsMissingFromThereOn() {
        compare("video-ends-early", "short-picture.mkv", both("1.5", "4") + "-c:a pcm_s16le", true);
    }

    @Test
    void aPictureThatEndsMuchEarlierIsMissingJustTheSame() {
        compare("video-ends-much-earlier", "shorter-picture.mkv", both("2", "15") + "-c:a pcm_s16le", true);
    }

    @ParameterizedTest
    @CsvSource({"8000, mono, wav", "11025, stereo, wav", "48000, 5.1, wav", "96000, 7.1, wav", "44100, stereo, flac"})
    void anySampleRateAndLayoutBecomesSixteenKilohertzMono(int rate, String layout, String container) {
        compare(
                "sound-" + rate + "-" + layout,
                rate + "." + container,
                "-f lavfi -i sine=frequency=440:sample_rate=" + rate + ":duration=2,aformat=channel_layouts=" + layout
                        + (container.equals("wav") ? " -c:a pcm_s16le" : ""),
                true);
    }

    @ParameterizedTest
    @CsvSource({"libmp3lame, mp3", "aac, m4a", "libopus, opus", "libvorbis, ogg"})
    void lossySoundHasTheSamplesOfItsSeconds(String codec, String container) {
        compare("sound-" + container, "lossy." + container, SOUND.formatted(48_000, "3") + " -c:a " + codec, false);
    }

    @ParameterizedTest
    @CsvSource({"mp4, aac", "ts, mp2", "avi, mp3", "flv, mp3", "mov, pcm_s16le", "webm, libopus"})
    void anyContainerGivesTheSameSeconds(String container, String soundCodec) {
        String picture = container.equals("webm")
                ? " -c:v libvpx -b:v 1M -deadline realtime "
                : container.equals("flv") ? " -c:v flv " : MPEG4;
        compare(
                "container-" + container,
                "file." + container,
                PICTURE.formatted("2") + " " + SOUND.formatted(44_100, "2") + picture + "-c:a " + soundCodec,
                false);
    }

    @Test
    void aPartSecondAtTheEndSaysHowLongItIs() {
        compare("part-second", "part.mkv", both("2.4", "2.4") + "-c:a pcm_s16le", true);
    }

    @Test
    void blackAndSilenceAreRecognised() {
        compare(
                "black-and-silent",
                "dark.mkv",
                "-f lavfi -i color=black:size=320x240:rate=25:duration=2 -f lavfi -i anullsrc=r=44100:duration=2"
                        + MPEG4 + "-c:a pcm_s16le",
                true);
    }

    @Test
    void aPictureThatStopsIsFrozenAfterThreeSecondsThoughItIsCompressedAnew() {
        compare(
                "frozen",
                "frozen.mkv",
                "-f lavfi -i testsrc2=size=320x240:rate=25:duration=2,tpad=stop_mode=clone:stop_duration=6"
                        + " -c:v mpeg4 -q:v 12 -g 20 -idct simple -dct int",
                false);
    }

    @Test
    void oddAndTallPicturesAreSquashedToTheSquare() {
        compare(
                "odd-size",
                "odd.mkv",
                "-f lavfi -i testsrc2=size=194x666:rate=10:duration=1,format=yuv444p,crop=97:333:0:0 -c:v ffv1 -level 3",
                true);
    }

    @Test
    void theCoverOfAnAlbumIsNoPictureTrack() {
        Path cover = new MediaFiles(folder).make("cover.png", "-f lavfi -i testsrc2=size=64x64:rate=1:duration=1");
        compare(
                "cover-art",
                "album.mp3",
                SOUND.formatted(44_100, "2") + " -i " + cover
                        + " -map 0 -map 1 -c:a libmp3lame -c:v png -disposition:v attached_pic",
                false);
    }

    @Test
    void recordingsJoinedEndToEndGoOnWithoutABreak() throws IOException {
        Path first = new MediaFiles(folder).make("a.ts", both("15", "15") + "-output_ts_offset 100 -c:a mp2");
        Path second = new MediaFiles(folder).make("b.ts", both("2", "2") + "-output_ts_offset 5 -c:a mp2");
        Path joined = folder.resolve("joined.ts");
        try (OutputStream out = Files.newOutputStream(joined)) {
            Files.copy(first, out);
            Files.copy(second, out);
        }
        GoldenText.compare("joined", SegmentDump.of(joined).text(false));
    }
}
