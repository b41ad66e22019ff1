package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against GStreamer's RTSP server. */
@Timeout(60)
class RtspSourceTest {
    private static SourceSettings live(Transport transport, WantedTracks tracks) {
        return new SourceSettings(true, transport, tracks, List.of(), Map.of(), true, Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void bothTracksComeWithTheSendersClock(Transport transport) {
        try (ServerProcess server = ServerProcess.rtsp()) {
            Watch watch = Watch.until(
                    "rtsp://127.0.0.1:" + server.port() + "/av",
                    live(transport, WantedTracks.BOTH),
                    seen -> seen.frames > 20
                            && seen.samples > 16_000
                            && seen.readings.stream()
                                    .anyMatch(reading -> reading.clock() == org.earwitness.schemas.Clock.RTCP));

            assertThat(watch.failed).isEmpty();
            assertThat(watch.mediaBeforeReading).isFalse();
            assertThat(watch.opened.orElseThrow().tracks()).contains("h264 320x240", "pcm_alaw 8000 Hz");
            MediaEvent.ClockReading last = watch.readings.get(watch.readings.size() - 1);
            long now = Clock.systemUTC().millis() * 1_000;
            assertThat(last.clock()).isEqualTo(org.earwitness.schemas.Clock.RTCP);
            assertThat(now - last.utcMicros()).isBetween(0L, 2_000_000L);
            assertThat(last.audioDelayMicros()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VIDEO", "AUDIO"})
    void onlyTheWantedTrackIsSetUp(WantedTracks tracks) {
        try (ServerProcess server = ServerProcess.rtsp()) {
            Watch watch = Watch.until(
                    "rtsp://127.0.0.1:" + server.port() + "/av",
                    live(Transport.TCP, tracks),
                    seen -> seen.frames > 10 || seen.samples > 8_000);

            assertThat(watch.failed).isEmpty();
            assertThat(watch.opened.orElseThrow().hasVideo()).isEqualTo(tracks == WantedTracks.VIDEO);
            assertThat(watch.opened.orElseThrow().hasAudio()).isEqualTo(tracks == WantedTracks.AUDIO);
        }
    }

    @Test
    void aDigestIsAnsweredAndAWrongPasswordIsNamedWithoutShowingIt() {
        try (ServerProcess server = ServerProcess.rtsp("viewer:right")) {
            String host = "@127.0.0.1:" + server.port();

            Watch watch =
                    Watch.until("rtsp://viewer:right" + host + "/video", SourceSettings.LIVE, seen -> seen.frames > 3);
            Failed wrong = Watch.failure("rtsp://viewer:wrong" + host + "/video", SourceSettings.LIVE);

            assertThat(watch.failed).isEmpty();
            assertThat(wrong.cause()).isEqualTo(FailureCause.AUTHENTICATION);
            assertThat(wrong.reason())
                    .startsWith("cannot open rtsp://127.0.0.1:" + server.port() + "/video: it refused the credentials")
                    .contains("401")
                    .doesNotContain("wrong");
        }
    }

    @Test
    void timeStampsThatMakeNoSenseAreReplacedByArrival() {
        try (ServerProcess server = ServerProcess.rtsp();
                FfmpegSource source = Watch.source("rtsp://127.0.0.1:" + server.port() + "/av", SourceSettings.LIVE)) {
            source.distrustTimeStamps();
            long first = -1;
            long last = -1;
            long firstNanos = 0;
            long lastNanos = 0;
            int frames = 0;
            boolean arrival = true;
            while (frames < 60) {
                MediaEvent event = source.next();
                if (event instanceof MediaEvent.VideoFrame frame) {
                    frames++;
                    lastNanos = System.nanoTime();
                    firstNanos = first < 0 ? lastNanos : firstNanos;
                    first = first < 0 ? frame.ptsMicros() : first;
                    last = frame.ptsMicros();
                } else if (event instanceof MediaEvent.ClockReading reading) {
                    arrival &= reading.clock() == org.earwitness.schemas.Clock.ARRIVAL;
                } else {
                    assertThat(event).isNotInstanceOf(Failed.class);
                }
            }

            assertThat(arrival).isTrue();
            assertThat(last - first)
                    .isBetween((lastNanos - firstNanos) / 1_000 - 100_000, (lastNanos - firstNanos) / 1_000 + 100_000);
        }
    }

    @Test
    void anUnknownPathIsNotFound() {
        try (ServerProcess server = ServerProcess.rtsp()) {
            Failed failed = Watch.failure("rtsp://127.0.0.1:" + server.port() + "/none", SourceSettings.LIVE);

            assertThat(failed.cause()).isEqualTo(FailureCause.NOT_FOUND);
        }
    }
}
