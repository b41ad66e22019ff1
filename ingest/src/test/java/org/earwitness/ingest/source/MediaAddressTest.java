package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaAddressTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://admin:pa:ss@10.0.0.7/main, rtsp://10.0.0.7/main",
        "http://host:8080/live.m3u8?token=abc#x, http://host:8080/live.m3u8",
        "srt://host:9000?passphrase=secret&mode=caller, srt://host:9000",
        "rtmp://user@host/app/name, rtmp://host/app/…",
        "clips/a?b=c@d.mp4, clips/a?b=c@d.mp4"
    })
    void credentialsAndQueriesOfUrlsAreNotShown(String given, String shown) {
        assertThat(new MediaAddress(given).shown()).isEqualTo(shown);
        assertThat(new MediaAddress(given)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "?",
                "#",
                "@",
                " ",
                "'",
                "\"",
                "://",
                "/@",
                "?@",
                "@?",
                "@/",
                " @",
                "@ ",
                "#/?",
                "x://",
                " at rtsp:",
            })
    void aPasswordIsHiddenWhateverIsInIt(String sign) {
        for (String scheme : List.of("rtsp://", "http://", "rtmp://", "srt://", "rtsps://")) {
            String address = scheme + "admin:pass1" + sign + "pass2@host/live/main";
            for (String shown : List.of(
                    new MediaAddress(address).shown(),
                    MediaAddress.withoutSecrets(address),
                    MediaAddress.withoutSecrets("cannot open " + address + ": it is refused"),
                    MediaAddress.withoutSecrets("from rtsp://other/x to '" + address + "', in vain"))) {
                assertThat(shown).doesNotContain("pass1", "pass2").contains(scheme);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://admin:p/ss@host/x, rtsp://…@host/x",
        "rtsp://admin:p@ss@host/x, rtsp://host/x",
        "rtsp://admin:p ss@host/x, rtsp://host/x",
        "rtsp://admin:p?ss@host/x, rtsp://…",
        "http://host/x?user=admin&password=p@ss, http://…",
        "http://host/live/@channel/x.m3u8?k=1, http://…@channel/x.m3u8",
        "udp://@:5000?localaddr=10.0.0.1, udp://:5000",
        "udp://@239.1.2.3:5000, udp://239.1.2.3:5000"
    })
    void whereCredentialsEndIsNotGuessed(String given, String shown) {
        assertThat(new MediaAddress(given).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://host/app/key, rtmp://host/app/…",
        "rtmps://host:443/app/instance/key?x=y, rtmps://host:443/app/instance/…",
        "RTMP://u:p@host/app/key, RTMP://host/app/…",
        "rtmp://u:p/q@host/app/key, rtmp://…@host/app/…",
        "rtmp://u@host/app/@key, rtmp://…",
        "rtmp://host, rtmp://host",
        "srt://host:9000?passphrase=secret&streamid=key, srt://host:9000"
    })
    void theKeyOfAStreamIsNotShown(String given, String shown) {
        assertThat(new MediaAddress(given).shown()).isEqualTo(shown);
        assertThat(MediaAddress.withoutSecrets("cannot open " + given + ": no"))
                .isEqualTo("cannot open " + shown + ": no");
    }

    @Test
    void aSentenceAroundUrlsStaysReadable() {
        assertThat(MediaAddress.withoutSecrets(
                        "[rtsp @ 0x7f] rtsp://host/x failed (see http://u:p@a/y?z). At a @ b; rtmp://c/d/key."))
                .isEqualTo("[rtsp @ 0x7f] rtsp://host/x failed (see http://a/y). At a @ b; rtmp://c/d/….");
        assertThat(MediaAddress.withoutSecrets("rtsp://host/x failed\nask admin@site"))
                .isEqualTo("rtsp://host/x failed\nask admin@site");
        assertThat(MediaAddress.withoutSecrets("rtsp://host/x is ready")).isEqualTo("rtsp://host/x is ready");
    }

    @Test
    void everyUrlInATextLosesItsSecrets() {
        assertThat(MediaAddress.withoutSecrets("from rtsp://u:p@a/x?k=1 to 'http://v:q@b/y?z' failed"))
                .isEqualTo("from rtsp://a/x to 'http://b/y' failed");
    }

    @ParameterizedTest
    @CsvSource({
        "concat:a|b, file:concat:a|b",
        "data:text/plain, file:data:text/plain",
        "a b.mp4, file:a b.mp4",
        "http://h/x, http://h/x"
    })
    void onlyAUrlReachesFfmpegsProtocols(String given, String opened) {
        assertThat(new MediaAddress(given).forFfmpeg()).isEqualTo(opened);
    }

    @Test
    void anEmptyAddressIsRefused() {
        assertThatThrownBy(() -> new MediaAddress(" ")).hasMessageContaining("is empty");
    }
}
