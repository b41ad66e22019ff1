package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistTest {
    private static final URI BASE = URI.create("http://h/live/list.m3u8?key=1");

    private static OptionalLong date(String segment, String... lines) {
        return Playlist.parse("#EXTM3U\n" + String.join("\n", lines), BASE).utcMicros(segment);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05.678Z, 1767323045678000",
        "2026-01-02T03:04:05.678+0000, 1767323045678000",
        "2026-01-02T04:04:05.678+01:00, 1767323045678000",
        "2026-01-02T04:04:05.678+01, 1767323045678000",
        "2026-01-02T03:04:05, 1767323045000000"
    })
    void datesAreReadAsPlaylistsWriteThem(String text, long micros) {
        assertThat(date("http://h/live/a.ts", "#EXT-X-PROGRAM-DATE-TIME:" + text, "#EXTINF:2,", "a.ts"))
                .hasValue(micros);
    }

    @Test
    void aSegmentWithoutADateFollowsTheOneBefore() {
        String[] lines = {
            "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05Z",
            "#EXTINF:2.5,",
            "a.ts",
            "#EXTINF:1.25,title",
            "b.ts?x=1",
            "#EXTINF:1,",
            "http://cdn/c.ts"
        };

        assertThat(date("http://h/live/b.ts?x=1", lines)).hasValue(1767323047500000L);
        assertThat(date("http://cdn/c.ts", lines)).hasValue(1767323048750000L);
    }

    @Test
    void behindADiscontinuityNothingIsKnown() {
        String[] lines = {
            "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05Z",
            "#EXTINF:2,",
            "a.ts",
            "#EXT-X-DISCONTINUITY",
            "#EXTINF:2,",
            "b.ts"
        };

        assertThat(date("http://h/live/b.ts", lines)).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsPassedOver() {
        assertThat(date("http://h/live/a.ts", "#EXT-X-PROGRAM-DATE-TIME:yesterday", "#EXTINF:x,", "a.ts"))
                .isEmpty();
        assertThat(date("b:// c", "#EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05Z", "#EXTINF:1,", "b:// c"))
                .isPresent();
    }
}
