package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the ffmpeg command line as sender or listener, and against nobody at all. */
@Timeout(90)
class ProtocolSourceTest {
    private static final long PATIENCE_SECONDS = 20;

    private static final String LIVE_MEDIA = "-re -f lavfi -i testsrc2=size=160x120:rate=25:duration=20"
            + " -re -f lavfi -i sine=frequency=440:sample_rate=44100:duration=20"
            + " -c:v libx264 -preset ultrafast -tune zerolatency -g 25 -c:a aac ";

    @TempDir
    Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
            return udp.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp, -f flv -listen 1 rtmp://127.0.0.1:PORT/live/main, rtmp://127.0.0.1:PORT/live/main",
        "srt, -f mpegts srt://127.0.0.1:PORT?mode=listener, srt://127.0.0.1:PORT",
        "udp, -f mpegts udp://127.0.0.1:PORT?pkt_size=1316, udp://127.0.0.1:PORT",
        "http, -f mpegts -listen 1 http://127.0.0.1:PORT/live.ts, http://127.0.0.1:PORT/live.ts"
    })
    void aLiveStreamIsReadAndStampedByArrival(String protocol, String sending, String address) throws IOException {
        int port = freePort();
        String at = Integer.toString(port);
        try (ServerProcess sender = ServerProcess.ffmpeg(port, LIVE_MEDIA + sending.replace("PORT", at))) {
            Watch watch = patiently(address.replace("PORT", Integer.toString(sender.port())));

            assertThat(watch.failed).as(protocol).isEmpty();
            assertThat(watch.mediaBeforeReading).isFalse();
            assertThat(watch.opened.orElseThrow().tracks()).contains("h264 160x120", "aac 44100 Hz");
            ClockReading last = watch.readings.get(watch.readings.size() - 1);
            assertThat(last.clock()).isEqualTo(org.earwitness.schemas.Clock.ARRIVAL);
            assertThat(Clock.systemUTC().millis() * 1_000 - last.utcMicros()).isBetween(0L, 3_000_000L);
        }
    }

    /** The listener needs a moment to listen. */
    private static Watch patiently(String address) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Watch watch = Watch.until(
                    address,
                    SourceSettings.LIVE,
                    seen -> seen.frames > 40 && seen.samples > 16_000 && seen.readings.size() > 1);
            boolean tooEarly = watch.opened.isEmpty()
                    && watch.failed.isPresent()
                    && watch.failed.get().cause() == FailureCause.REFUSED;
            if (!tooEarly || System.nanoTime() > end) {
                return watch;
            }
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"rtsp", "rtmp", "http", "https", "tcp"})
    void nobodyListeningIsRefused(String scheme) throws IOException {
        Failed failed = Watch.failure(scheme + "://127.0.0.1:" + freePort() + "/x", SourceSettings.LIVE);

        assertThat(failed.cause()).isEqualTo(FailureCause.REFUSED);
        assertThat(failed.reason()).contains("nobody listens there");
    }

    @ParameterizedTest
    @CsvSource({"rtsp", "rtmp", "http", "srt"})
    void aNameThatNobodyKnowsIsDns(String scheme) {
        Failed failed = Watch.failure(scheme + "://user:secret@nobody.invalid:8554/x", SourceSettings.LIVE);

        assertThat(failed.cause()).isEqualTo(FailureCause.DNS);
        assertThat(failed.reason())
                .isEqualTo("cannot open " + scheme + "://nobody.invalid:8554/" + (scheme.equals("rtmp") ? "…" : "x")
                        + ": its name nobody.invalid cannot be resolved: nobody knows it");
    }

    @ParameterizedTest
    @CsvSource({"401, AUTHENTICATION", "403, AUTHENTICATION", "404, NOT_FOUND", "410, NOT_FOUND", "503, BROKEN"})
    void whatAnHttpServerAnswersIsNamed(int status, FailureCause cause) {
        try (StaticServer server = StaticServer.http(folder).refuse("/x.m3u8", status)) {
            Failed failed = Watch.failure("http://127.0.0.1:" + server.port() + "/x.m3u8", SourceSettings.LIVE);

            assertThat(failed.cause()).as(failed.reason()).isEqualTo(cause);
            assertThat(failed.reason()).contains(cause.words());
        }
    }

    @Test
    void whatIsNoMediaIsGarbage() {
        try (StaticServer server = StaticServer.http(folder).text("/x", "<html>Log in</html>".repeat(500))) {
            Failed failed = Watch.failure("http://127.0.0.1:" + server.port() + "/x", SourceSettings.LIVE);

            assertThat(failed.cause()).as(failed.reason()).isEqualTo(FailureCause.GARBAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp_transprot, rtsp_transport?",
        "user_agnet, user_agent?",
        "nonsense_of_mine, Take it out",
        "protocol_whitelist, the setting protocols",
        "tls_verify, the setting verifyTls"
    })
    void anOptionThatFfmpegDoesNotKnowIsRefusedBeforeOpening(String option, String advice) {
        String scheme = option.startsWith("rtsp") ? "rtsp" : "http";

        Failed failed = Watch.failure(scheme + "://127.0.0.1:1/x", with(Map.of(option, "1")));

        assertThat(failed.cause()).isEqualTo(FailureCause.OPTION);
        assertThat(failed.reason()).contains(option, advice);
    }

    @Test
    void anOptionThatTheSourceHasNoUseForIsRefused() {
        Path file = new MediaFiles(folder)
                .make("a.ts", "-f lavfi -i testsrc2=size=64x64:rate=10:duration=1 -c:v mpeg2video -f mpegts");

        Failed failed = Watch.failure(file.toString(), with(Map.of("live_start_index", "-1")));

        assertThat(failed.cause()).isEqualTo(FailureCause.OPTION);
        assertThat(failed.reason()).contains("live_start_index");
    }

    private static SourceSettings with(Map<String, String> options) {
        return new SourceSettings(true, Transport.TCP, WantedTracks.BOTH, List.of(), options, true, Optional.empty());
    }
}
