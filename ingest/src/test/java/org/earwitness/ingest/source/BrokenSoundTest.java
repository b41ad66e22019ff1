package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reading broken media by the thousand once tripped over. */
@Timeout(30)
class BrokenSoundTest {
    @TempDir
    Path folder;

    private final SourceMeters meters = new SourceMeters(new SimpleMeterRegistry());

    private Path recording(int rate) throws IOException {
        ByteBuffer wave = ByteBuffer.allocate(44 + 64_000).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 64_000);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wave.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(rate * 2);
        wave.putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(64_000);
        return Files.write(folder.resolve("sound.wav"), wave.array());
    }

    private MediaEvent last(String address, SourceSettings settings) {
        try (FfmpegSource source = new FfmpegSource(
                new MediaAddress(address),
                settings,
                new SourceLimits(2_000, 1_000, 1, 1_024, 224, 3),
                meters,
                Clock.systemUTC(),
                Optional.empty())) {
            MediaEvent event = source.next();
            while (!(event instanceof MediaEvent.Ended) && !(event instanceof MediaEvent.Failed)) {
                event = source.next();
            }
            return event;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 768_001, 1_999_999_973, Integer.MAX_VALUE})
    void soundAtARateThatNobodyRecordsFailsInsteadOfFilteringForHours(int rate) throws IOException {
        assertThat(last(recording(rate).toString(), SourceSettings.FILE))
                .isInstanceOfSatisfying(
                        MediaEvent.Failed.class,
                        failed ->
                                assertThat(failed.reason()).contains("cannot ").doesNotContain("stopped"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 7_919, 44_100, 383_987, 768_000})
    void soundAtAnyOtherRateIsRead(int rate) throws IOException {
        assertThat(last(recording(rate).toString(), SourceSettings.FILE)).isInstanceOf(MediaEvent.Ended.class);
    }

    @Test
    void aStreamThatStopsComingHasTimedOutHoweverFfmpegTellsIt() throws Exception {
        Path media = new MediaFiles(folder)
                .make(
                        "camera.ts",
                        "-f lavfi -i testsrc2=size=128x96:rate=12:duration=2 -f lavfi -i sine=duration=2"
                                + " -c:v mpeg2video -c:a mp2");
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread camera = new Thread(() -> stallAfter(server, media, over), "stalling-camera");
            camera.setDaemon(true);
            camera.start();

            MediaEvent last = last("http://127.0.0.1:" + server.getLocalPort() + "/camera.ts", SourceSettings.LIVE);

            over.countDown();
            assertThat(last)
                    .isInstanceOfSatisfying(
                            MediaEvent.Failed.class,
                            failed -> assertThat(failed.cause()).isEqualTo(FailureCause.TIMEOUT));
        }
    }

    private static void stallAfter(ServerSocket server, Path media, CountDownLatch over) {
        try (Socket socket = server.accept();
                OutputStream out = socket.getOutputStream()) {
            byte[] bytes = Files.readAllBytes(media);
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.flush();
            over.await(20, TimeUnit.SECONDS);
        } catch (IOException gone) {
            // the reader has given up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
