package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.earwitness.ingest.segment.ChosenFrame;
import org.earwitness.ingest.segment.Second;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flash and a beep that were made together stay together. */
class AlignmentTest {
    private static final int LOUD = 1_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mp4 -c:v mpeg4 -bf 2 -c:a aac",
                "mkv -c:v mpeg4 -c:a pcm_s16le",
                "ts -c:v mpeg2video -bf 2 -c:a mp2 -output_ts_offset 1234.5",
                "webm -c:v libvpx -deadline realtime -b:v 1M -c:a libopus",
                "mp4 -c:v mpeg4 -c:a aac -output_ts_offset 3.2"
            })
    void aFlashAndABeepAtTwoSecondsFallIntoTheSameSegmentAtTheSamePlace(String how) throws IOException {
        String container = how.substring(0, how.indexOf(' '));
        String codecs = how.substring(how.indexOf(' '));
        Path file = new MediaFiles(folder)
                .make(
                        "flash." + container,
                        "-f lavfi -i color=black:size=320x240:rate=25:duration=4,"
                                + "drawbox=0:0:320:240:white:fill:enable=between(t\\,1.99\\,2.49)"
                                + " -f lavfi -i aevalsrc=exprs=0.8*sin(2*PI*1000*t)*between(t\\,2\\,2.5):s=48000:d=4"
                                + codecs);

        SegmentDump dump = SegmentDump.of(file, 4);
        SegmentDump everyFrame = SegmentDump.of(file, 25);

        assertThat(dump.seconds()).hasSize(4);
        double beep = firstLoudSecond(dump);
        double flash = firstWhiteSecond(everyFrame);
        assertThat(beep).as("beep at 2 s").isBetween(1.98, 2.03);
        assertThat(flash).as("flash at 2 s").isBetween(1.98, 2.03);
        assertThat(Math.abs(beep - flash)).as("skew").isLessThan(0.02);
        assertThat(dump.seconds().get(2).frames().stream().map(AlignmentTest::isWhite))
                .containsExactly(true, true, false, false);
    }

    private static double firstLoudSecond(SegmentDump dump) {
        for (Second second : dump.seconds()) {
            for (int at = 0; at < second.audio().length / 2; at++) {
                if (Math.abs(SegmentDump.sampleAt(second.audio(), at)) > LOUD) {
                    return second.index() + at / 16_000.0;
                }
            }
        }
        return -1;
    }

    private static double firstWhiteSecond(SegmentDump everyFrame) {
        for (Second second : everyFrame.seconds()) {
            for (ChosenFrame frame : second.frames()) {
                if (isWhite(frame)) {
                    return frame.ptsMicros() / 1e6;
                }
            }
        }
        return -1;
    }

    private static boolean isWhite(ChosenFrame frame) {
        try {
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(frame.still().jpeg()));
            return (picture.getRGB(112, 112) & 0xff) > 128;
        } catch (IOException e) {
            throw new UncheckedIOException("a frame is no JPEG", e);
        }
    }
}
