package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.earwitness.ingest.source.MediaEvent.AudioSamples;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.earwitness.ingest.source.MediaEvent.VideoFrame;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over RTP each track starts to count where it likes; only the sender's reports put them together. */
@Timeout(60)
class RtspAlignmentTest {
    private static final int LOUD = 1_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aFlashAndABeepAreWithinTwentyMillisecondsOfEachOther(Transport transport) throws IOException {
        Path file = new MediaFiles(folder)
                .make(
                        "flash.mkv",
                        "-f lavfi -i color=black:size=320x240:rate=50:duration=9,"
                                + "drawbox=0:0:320:240:white:fill:enable=between(t\\,5.999\\,6.5)"
                                + " -f lavfi -i aevalsrc=exprs=0.8*sin(2*PI*1000*t)*between(t\\,6\\,6.5):s=8000:d=9"
                                + " -c:v libx264 -preset ultrafast -tune zerolatency -g 50 -c:a pcm_alaw");
        SourceSettings settings = new SourceSettings(
                true,
                transport,
                WantedTracks.BOTH,
                java.util.List.of(),
                java.util.Map.of(),
                true,
                java.util.Optional.empty());
        double flash = -1;
        double beep = -1;
        try (ServerProcess server = ServerProcess.rtsp(file.toString());
                FfmpegSource source = Watch.source("rtsp://127.0.0.1:" + server.port() + "/file", settings)) {
            while (flash < 0 || beep < 0) {
                MediaEvent event = source.next();
                assertThat(event).isNotInstanceOf(Failed.class);
                if (event instanceof VideoFrame frame && flash < 0 && isWhite(frame)) {
                    flash = frame.ptsMicros() / 1e6;
                } else if (event instanceof AudioSamples samples && beep < 0) {
                    int loud = firstLoud(samples);
                    beep = loud < 0 ? -1 : (samples.firstSample() + loud) / 16_000.0;
                }
            }
        }

        assertThat(Math.abs(beep - flash))
                .as("beep %.4f s, flash %.4f s", beep, flash)
                .isLessThan(0.02);
    }

    private static int firstLoud(AudioSamples samples) {
        for (int at = 0; at < samples.count(); at++) {
            if (Math.abs(SegmentDump.sampleAt(samples.pcm(), at)) > LOUD) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isWhite(VideoFrame frame) throws IOException {
        BufferedImage picture =
                ImageIO.read(new ByteArrayInputStream(frame.picture().still().jpeg()));
        return (picture.getRGB(112, 112) & 0xff) > 128;
    }
}
