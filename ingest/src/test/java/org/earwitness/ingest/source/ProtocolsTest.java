package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "rtmp://h/a/b, listen, 1",
        "tcp://h:1, listen, 2",
        "http://h/x, listen, true",
        "rtsp://h/x, rtsp_flags, listen",
        "rtsp://h/x, rtsp_flags, prefer_tcp+listen",
        "rtsp://h/x, rtsp_flags, 2",
        "rtsp://h/x, listen_timeout, 5",
        "srt://h:1, mode, listener",
        "srt://h:1, mode, 1"
    })
    void anOptionThatMakesThisMachineListenIsRefused(String address, String name, String value) {
        MediaFailure failure = catchThrowableOfType(
                MediaFailure.class, () -> OpenOptions.of(new MediaAddress(address), with(name, value)));

        assertThat(failure.kind()).isEqualTo(FailureCause.OPTION);
        assertThat(failure.reason()).contains(name + "=" + value, "wait for whoever calls");
    }

    @ParameterizedTest
    @CsvSource({"rtmp://h/a/b, listen, 0", "rtsp://h/x, rtsp_flags, prefer_tcp", "srt://h:1, mode, caller"})
    void anOptionThatCallsIsTaken(String address, String name, String value) throws MediaFailure {
        assertThat(OpenOptions.of(new MediaAddress(address), with(name, value))).isNotNull();
    }

    private static SourceSettings with(String name, String value) {
        return new SourceSettings(
                true, Transport.TCP, WantedTracks.BOTH, List.of(), Map.of(name, value), true, Optional.empty());
    }
}
