package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Playlists and redirects of a server that wants what only this machine may have. */
@Timeout(60)
class PlaylistAttackTest {
    @TempDir
    Path folder;

    private Path segment = Path.of("");

    @BeforeEach
    void makeMedia() {
        segment = new MediaFiles(folder)
                .make(
                        "secret.ts",
                        "-f lavfi -i testsrc2=size=64x64:rate=10:duration=2 -c:v mpeg2video -g 10 -f mpegts");
    }

    private static String list(String segment) {
        return "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.0,\n" + segment
                + "\n#EXT-X-ENDLIST\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:FILE", "file://FILE", "FILE", "concat:FILE", "concatf:FILE", "subfile,,start,0,end,0,,:FILE",
                "cache:file:FILE", "async:file:FILE", "crypto:file:FILE", "crypto+file:FILE", "hls+file:FILE", "pipe:0"
            })
    void aPlaylistReadsNoFileOfThisMachine(String form) {
        try (StaticServer server = StaticServer.http(folder.resolve("nothing"))) {
            server.text("/list.m3u8", list(form.replace("FILE", segment.toString())));

            Failed failed = Watch.failure("http://127.0.0.1:" + server.port() + "/list.m3u8", SourceSettings.FILE);

            assertThat(failed.reason()).doesNotContain("64x64");
        }
    }

    @Test
    void aPlaylistBringsNoDataOfItsOwn() {
        String data = "data:video/mp2t;base64,"
                + Base64.getEncoder().encodeToString("not media".getBytes(StandardCharsets.UTF_8));
        try (StaticServer server = StaticServer.http(folder.resolve("nothing"))) {
            server.text("/list.m3u8", list(data));

            assertThat(Watch.failure("http://127.0.0.1:" + server.port() + "/list.m3u8", SourceSettings.FILE))
                    .isNotNull();
        }
    }

    @Test
    void aPlaylistElsewhereReachesNoServiceOfThisMachine() {
        attack(inside -> list(inside), inside -> "");
    }

    @Test
    void aRedirectElsewhereReachesNoServiceOfThisMachine() {
        attack(inside -> list("/moved.ts"), inside -> inside);
    }

    /** A server on this machine's outer address leads to one on its inner address. */
    private void attack(UnaryOperator<String> list, UnaryOperator<String> redirect) {
        InetAddress outer = outerAddress();
        try (StaticServer inner = StaticServer.http(folder);
                StaticServer attacker = StaticServer.on(outer, folder.resolve("nothing"))) {
            String inside = "http://127.0.0.1:" + inner.port() + "/secret.ts";
            attacker.text("/list.m3u8", list.apply(inside));
            if (!redirect.apply(inside).isEmpty()) {
                attacker.redirect("/moved.ts", redirect.apply(inside));
            }

            Failed failed = Watch.failure(
                    "http://" + outer.getHostAddress() + ":" + attacker.port() + "/list.m3u8", SourceSettings.FILE);

            assertThat(inner.asked()).isEmpty();
            assertThat(failed.cause()).isEqualTo(FailureCause.PROTOCOL);
            assertThat(failed.reason()).contains("it leads to 127.0.0.1");
        }
    }

    @Test
    void aSourceOnThisMachineMayLeadToThisMachine() {
        try (StaticServer inner = StaticServer.http(folder);
                StaticServer server = StaticServer.http(folder.resolve("nothing"))) {
            server.redirect("/moved.m3u8", "http://127.0.0.1:" + inner.port() + "/secret.ts");

            Watch watch = Watch.until(
                    "http://127.0.0.1:" + server.port() + "/moved.m3u8", SourceSettings.FILE, seen -> seen.frames > 5);

            assertThat(watch.failed).isEmpty();
        }
    }

    private static InetAddress outerAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .findFirst()
                    .orElseGet(() -> Assumptions.abort("this machine has no address besides loopback"));
        } catch (SocketException e) {
            return Assumptions.abort("the network cannot be looked at: " + e.getMessage());
        }
    }
}
