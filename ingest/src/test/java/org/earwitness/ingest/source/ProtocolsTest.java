package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolsTest {
    private static MediaFailure refusal(String address, String... named) {
        return catchThrowableOfType(MediaFailure.class, () -> Protocols.of(new MediaAddress(address), List.of(named)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://h/x",
                "rtsps://h/x",
                "http://h/x",
                "https://h/x",
                "rtmp://h/a/b",
                "rtmps://h/a/b",
                "srt://h:1",
                "udp://@:5000",
                "rtp://@:5000",
                "tcp://h:1"
            })
    void aSchemeBringsWhatItNeedsAndNothingThatReadsThisMachine(String address) throws MediaFailure {
        assertThat(Protocols.of(new MediaAddress(address), List.of()))
                .contains(new MediaAddress(address).scheme())
                .doesNotContain("file", "concat", "concatf", "subfile", "data", "pipe", "fd", "unix", "cache");
    }

    @Test
    void aPathReachesNothingOnTheNetwork() throws MediaFailure {
        assertThat(Protocols.of(new MediaAddress("clips/a.m3u8"), List.of())).containsExactly("file", "crypto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "concat://a|b", "subfile://x", "data://x", "pipe://0", "fd://0"})
    void aUrlThatReadsThisMachineIsRefused(String address) {
        assertThat(refusal(address).kind()).isEqualTo(FailureCause.PROTOCOL);
    }

    @Test
    void aProtocolThatIsNotInTheListIsRefused() {
        assertThat(refusal("ftp://h/x").reason()).contains("the protocol ftp", "Name it under protocols");
        assertThat(refusal("http://h/x", "https", "tls").reason()).contains("the protocol http", "https, tls");
    }

    @Test
    void nobodyCanAllowFilesToAUrl() {
        assertThat(refusal("http://h/x", "http", "tcp", "file").reason())
                .contains("the protocol file is not allowed for a URL");
    }
}
