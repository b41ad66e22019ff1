package org.earwitness.ingest.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earwitness.ingest.IngestConfig;
import org.earwitness.ingest.StreamDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A live stream from the ffmpeg command line over UDP, listened to as ingest would. */
final class LiveProbeTest {
    private static final String SENT = "-re -f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i"
            + " sine=frequency=440:sample_rate=48000 -c:v mpeg2video -g 25 -b:v 1M -c:a mp2 -f mpegts";

    private final List<Process> senders = new ArrayList<>();

    private String send(String arguments) throws IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-nostdin"));
        command.addAll(Arrays.asList(arguments.split(" +")));
        command.add("udp://127.0.0.1:" + port + "?pkt_size=1316");
        try {
            senders.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            Assumptions.abort("the command ffmpeg is not installed: " + e.getMessage());
        }
        return "udp://127.0.0.1:" + port;
    }

    @AfterEach
    void stopSenders() throws InterruptedException {
        for (Process sender : senders) {
            sender.destroyForcibly();
            assertThat(sender.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Findings found(String address, int seconds) {
        ProbeRequest request =
                new ProbeRequest(StreamDefinition.live("probe", address), false, Duration.ofSeconds(seconds));
        ProbeResult result = new Probe(request, IngestConfig.DEFAULTS, Clock.systemUTC()).run();
        assertThat(result).isInstanceOf(ProbeResult.Found.class);
        return ((ProbeResult.Found) result).findings();
    }

    @Test
    void aLiveStreamIsMeasuredWhileItComes() throws IOException {
        Findings found = found(send(SENT), 5);

        assertThat(found.source().protocol()).isEqualTo("UDP");
        assertThat(found.source().container()).isEqualTo("mpegts");
        assertThat(found.source().listenedMicros()).isBetween(5_000_000L, 9_000_000L);
        assertThat(found.picture()).hasValueSatisfying(picture -> {
            assertThat(picture.codec()).isEqualTo("mpeg2video");
            assertThat(picture.flow().perSecond().orElse(0)).isBetween(24.5, 25.5);
            assertThat(picture.flow().isVariable()).isFalse();
            assertThat(picture.keyFrames().longestMicros()).isEqualTo(1_000_000);
            assertThat(picture.keyFrames().longestFrames()).isEqualTo(25);
        });
        assertThat(found.sound())
                .hasValueSatisfying(
                        sound -> assertThat(sound.level().peakDecibels()).isBetween(-20.0, -15.0));
        assertThat(found.time().clock()).isEqualTo(org.earwitness.schemas.Clock.ARRIVAL);
        assertThat(found.time().pace().orElse(0)).isBetween(0.9, 1.1);
        assertThat(found.time().jumps()).isZero();
        assertThat(Assessment.of(found, IngestConfig.DEFAULTS))
                .extracting(Warning::kind)
                .containsExactly(Warning.Kind.NO_CLOCK);
    }

    @Test
    void aFileThatIsSentTooFastIsNoticed() throws IOException {
        Findings found = found(send(SENT.replace("-re", "-readrate 3")), 4);

        assertThat(found.time().pace().orElse(0)).isBetween(2.0, 4.0);
        assertThat(Assessment.of(found, IngestConfig.DEFAULTS))
                .extracting(Warning::kind)
                .contains(Warning.Kind.PACE);
    }
}
