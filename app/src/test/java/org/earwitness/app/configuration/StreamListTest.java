package org.earwitness.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.app.GoldenFile;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams of {@code ingest --config}. */
final class StreamListTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aStreamIsItsAddressAloneOrHasSettings() throws IOException {
        Map<String, StreamDefinition> streams = load("""
                streams:
                  gate: rtsp://10.0.0.7/main
                  "front door":
                    address: rtsps://${env:DOOR}@10.0.0.8/main
                    transport: udp
                    tracks: video
                    protocols: [tls, tcp, udp]
                    options: {rtsp_flags: prefer_tcp, "a.b": c}
                    verifyTls: false
                    certificates: /etc/ca.pem
                    stallMillis: 4s
                  clip: {address: clip.mp4, playback: loop}
                """).config().roster().streams();

        assertThat(streams.get("gate")).isEqualTo(StreamDefinition.live("gate", "rtsp://10.0.0.7/main"));
        assertThat(streams.get("clip")).isEqualTo(StreamDefinition.of("clip", "clip.mp4", Playback.LOOP));
        assertThat(streams.get("front door"))
                .isEqualTo(new StreamDefinition(
                        "front door",
                        "rtsps://${env:DOOR}@10.0.0.8/main",
                        Playback.LIVE,
                        Transport.UDP,
                        WantedTracks.VIDEO,
                        List.of("tls", "tcp", "udp"),
                        Map.of("rtsp_flags", "prefer_tcp", "a.b", "c"),
                        false,
                        Optional.of("/etc/ca.pem"),
                        OptionalLong.of(4_000)));
    }

    @Test
    void everyProblemHasItsLineAndTheNearestName() {
        InvalidConfiguration refused = catchThrowableOfType(InvalidConfiguration.class, () -> load("""
                streams:
                  gate:
                    adress: rtsp://10.0.0.7/main
                  yard:
                    address: rtsp://admin:hunter2@10.0.0.8/main
                    transport: sctp
                  call:
                    address: rtsp://admin:hunter2@10.0.0.9/main
                    playback: loop
                  sill:
                    address: x.mp4
                    stallMillis: 1ms
                """));

        assertThat(refused.problems())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .contains(
                                        ":3: there is no setting streams.gate.adress. Did you mean streams.gate.address?"),
                        line -> assertThat(line).contains(":3: streams.gate: it has no address"),
                        line -> assertThat(line)
                                .contains(":6: streams.yard.transport is 'sctp': it is none of tcp, udp"),
                        line -> assertThat(line)
                                .contains(":8: streams.call: its playback is loop, but rtsp://10.0.0.9/main is live"),
                        line -> assertThat(line)
                                .contains(":12: streams.sill.stallMillis is 1: it is outside 500 ms to 1 h"));
        assertThat(refused.getMessage()).doesNotContain("hunter2");
    }

    @Test
    void aListingShowsNoCredentials() throws IOException {
        StringWriter listing = new StringWriter();
        new ConfigurationListing(new PrintWriter(listing)).print(load("""
                streams:
                  gate: rtsp://admin:hunter2@10.0.0.7/main?key=abc
                  yard: {address: "srt://10.0.0.8:9000", options: {passphrase: hunter2, latency: 200}}
                """));

        assertThat(listing.toString())
                .doesNotContain("hunter2")
                .doesNotContain("abc")
                .contains("rtsp://10.0.0.7/main", "[hidden]", "latency: 200");
    }

    @Test
    void theExampleOfTheDocumentsIsSound() {
        LoadedConfiguration loaded = new ConfigurationLoader()
                .load(Optional.of(GoldenFile.root().resolve("docs/streams.yaml")), Map.of(), List.of());

        assertThat(loaded.config().roster().streams()).isNotEmpty();
    }

    private LoadedConfiguration load(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("streams.yaml"), yaml);
        return new ConfigurationLoader().load(Optional.of(file), Map.of(), List.of());
    }
}
