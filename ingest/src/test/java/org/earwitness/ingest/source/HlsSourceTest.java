package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earwitness.ingest.source.MediaEvent.ClockReading;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HLS from a server of static files, as a live source. */
@Timeout(60)
class HlsSourceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeMedia() {
        new MediaFiles(folder)
                .make(
                        "list.m3u8",
                        "-f lavfi -i testsrc2=size=160x120:rate=25:duration=6"
                                + " -f lavfi -i sine=frequency=440:sample_rate=44100:duration=6 -c:v mpeg2video -g 25"
                                + " -c:a mp2 -f hls -hls_time 1 -hls_list_size 0");
    }

    /** Each segment began this long after the instant that is given. */
    private String dated(Instant begin) throws IOException {
        Matcher segments =
                Pattern.compile("(?m)^#EXTINF:([0-9.]+),").matcher(Files.readString(folder.resolve("list.m3u8")));
        StringBuilder text = new StringBuilder();
        double seconds = 0;
        while (segments.find()) {
            Instant at = begin.plus(Math.round(seconds * 1e6), ChronoUnit.MICROS);
            segments.appendReplacement(text, "#EXT-X-PROGRAM-DATE-TIME:" + at + "\n#EXTINF:" + segments.group(1) + ",");
            seconds += Double.parseDouble(segments.group(1));
        }
        return segments.appendTail(text).toString();
    }

    private static Watch all(StaticServer server, String list) {
        return Watch.until("http://127.0.0.1:" + server.port() + list, SourceSettings.LIVE, seen -> false);
    }

    @Test
    void theDatesOfThePlaylistAreTheClock() throws IOException {
        Instant begin = Clock.systemUTC().instant().minusSeconds(90).truncatedTo(ChronoUnit.MILLIS);
        try (StaticServer server = StaticServer.http(folder)) {
            server.text("/dated.m3u8", dated(begin));

            Watch watch = all(server, "/dated.m3u8");

            assertThat(watch.failed).isEmpty();
            assertThat(watch.mediaBeforeReading).isFalse();
            assertThat(watch.frames).isEqualTo(150);
            assertThat(watch.readings).isNotEmpty();
            for (ClockReading reading : watch.readings) {
                assertThat(reading.clock()).isEqualTo(org.earwitness.schemas.Clock.PROGRAM_DATE_TIME);
                long begun = ChronoUnit.MICROS.between(Instant.EPOCH, begin);
                assertThat(reading.utcMicros() - reading.mediaMicros()).isBetween(begun - 60_000, begun + 60_000);
            }
        }
    }

    @Test
    void aPlaylistBehindAListOfVariantsIsFound() throws IOException {
        try (StaticServer server = StaticServer.http(folder)) {
            server.text("/dated.m3u8", dated(Clock.systemUTC().instant().minusSeconds(90)));
            server.text("/master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=500000\ndated.m3u8\n");

            assertThat(all(server, "/master.m3u8").readings)
                    .isNotEmpty()
                    .allMatch(reading -> reading.clock() == org.earwitness.schemas.Clock.PROGRAM_DATE_TIME);
        }
    }

    @Test
    void withoutDatesOrWithImpossibleOnesArrivalIsTheClock() throws IOException {
        try (StaticServer server = StaticServer.http(folder)) {
            server.text("/future.m3u8", dated(Clock.systemUTC().instant().plusSeconds(3_600)));
            server.text("/past.m3u8", dated(Instant.EPOCH));

            for (String list : new String[] {"/list.m3u8", "/future.m3u8", "/past.m3u8"}) {
                assertThat(all(server, list).readings)
                        .isNotEmpty()
                        .allMatch(reading -> reading.clock() == org.earwitness.schemas.Clock.ARRIVAL);
            }
        }
    }
}
