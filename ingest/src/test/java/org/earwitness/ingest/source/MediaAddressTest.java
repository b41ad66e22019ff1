package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaAddressTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://admin:pa:ss@10.0.0.7/main, rtsp://10.0.0.7/main",
        "http://host:8080/live.m3u8?token=abc#x, http://host:8080/live.m3u8",
        "srt://host:9000?passphrase=secret&mode=caller, srt://host:9000",
        "rtmp://user@host/app/@name, rtmp://host/app/@name",
        "clips/a?b=c@d.mp4, clips/a?b=c@d.mp4"
    })
    void credentialsAndQueriesOfUrlsAreNotShown(String given, String shown) {
        assertThat(new MediaAddress(given).shown()).isEqualTo(shown);
        assertThat(new MediaAddress(given)).hasToString(shown);
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
