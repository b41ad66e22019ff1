package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earwitness.ingest.source.MediaEvent.Failed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS with certificates that nobody vouches for, or that are another host's. */
@Timeout(60)
class TlsSourceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeMedia() {
        new MediaFiles(folder)
                .make(
                        "list.m3u8",
                        "-f lavfi -i testsrc2=size=64x64:rate=10:duration=2 -c:v mpeg2video -g 10 -f hls -hls_time 1"
                                + " -hls_list_size 0");
    }

    private Path keys(String name, String names) {
        Path file = folder.resolve(name + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        MediaFiles.run(List.of(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(StaticServer.PASSWORD)));
        MediaFiles.run(List.of(
                keytool.toString(),
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(StaticServer.PASSWORD),
                "-file",
                folder.resolve(name + ".pem").toString()));
        return file;
    }

    private static SourceSettings settings(boolean verify, Optional<Path> certificates) {
        return new SourceSettings(
                false, Transport.TCP, WantedTracks.BOTH, List.of(), Map.of(), verify, certificates.map(Path::toString));
    }

    private static boolean plays(String address, SourceSettings settings) {
        return Watch.until(address, settings, seen -> seen.frames > 15).frames > 15;
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefusedUnlessItIsNamed() {
        try (StaticServer server = StaticServer.https(folder, keys("own", "dns:localhost,ip:127.0.0.1"))) {
            String address = "https://localhost:" + server.port() + "/list.m3u8";

            Failed failed = Watch.failure(address, settings(true, Optional.empty()));

            assertThat(failed.cause()).isEqualTo(FailureCause.TLS);
            assertThat(failed.reason()).contains("the TLS handshake failed", "certificate");
            assertThat(server.asked()).isEmpty();
            assertThat(plays(address, settings(true, Optional.of(folder.resolve("own.pem")))))
                    .isTrue();
            assertThat(plays(address, settings(false, Optional.empty()))).isTrue();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        try (StaticServer server = StaticServer.https(folder, keys("other", "dns:other.example"))) {
            Failed failed = Watch.failure(
                    "https://localhost:" + server.port() + "/list.m3u8",
                    settings(true, Optional.of(folder.resolve("other.pem"))));

            assertThat(failed.cause()).isEqualTo(FailureCause.TLS);
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void segmentsOnAServerThatNobodyVouchesForAreNotTaken() throws Exception {
        try (StaticServer trusted = StaticServer.https(folder, keys("trusted", "dns:localhost"));
                StaticServer stranger = StaticServer.https(folder, keys("stranger", "dns:localhost"))) {
            String list = Files.readString(folder.resolve("list.m3u8"))
                    .replaceAll("(?m)^list", "https://localhost:" + stranger.port() + "/list");
            trusted.text("/elsewhere.m3u8", list);

            Failed failed = Watch.failure(
                    "https://localhost:" + trusted.port() + "/elsewhere.m3u8",
                    settings(true, Optional.of(folder.resolve("trusted.pem"))));

            assertThat(failed.cause()).isEqualTo(FailureCause.TLS);
            assertThat(trusted.asked()).containsExactly("/elsewhere.m3u8");
            assertThat(stranger.asked()).isEmpty();
        }
    }

    @Test
    void aHostThatIsANumberMustBeInItsCertificate() {
        try (StaticServer right = StaticServer.https(folder, keys("right", "ip:127.0.0.1"));
                StaticServer wrong = StaticServer.https(folder, keys("wrong", "dns:wrong.example"))) {
            assertThat(plays(
                            "https://127.0.0.1:" + right.port() + "/list.m3u8",
                            settings(true, Optional.of(folder.resolve("right.pem")))))
                    .isTrue();

            for (String spelling : List.of("127.0.0.1", "127.1", "2130706433")) {
                Failed failed = Watch.failure(
                        "https://" + spelling + ":" + wrong.port() + "/list.m3u8",
                        settings(true, Optional.of(folder.resolve("wrong.pem"))));

                assertThat(failed.cause()).as(spelling).isEqualTo(FailureCause.TLS);
                assertThat(failed.reason()).contains("does not prove", spelling);
            }
            assertThat(wrong.asked()).isEmpty();
        }
    }

    @Test
    void aHostThatIsANumberIsNotTakenOnTheWordOfPublicAuthorities() {
        try (StaticServer server = StaticServer.https(folder, keys("public", "ip:127.0.0.1"))) {
            Failed failed = Watch.failure(
                    "https://127.0.0.1:" + server.port() + "/list.m3u8", settings(true, Optional.empty()));

            assertThat(failed.cause()).isEqualTo(FailureCause.TLS);
            assertThat(failed.reason()).contains("name the authority of 127.0.0.1 by certificates");
        }
    }

    @Test
    void segmentsOfAHostThatIsANumberMustBeOfThatHostToo() throws Exception {
        try (StaticServer named = StaticServer.https(folder, keys("named", "dns:localhost"))) {
            String list = Files.readString(folder.resolve("list.m3u8"))
                    .replaceAll("(?m)^list", "https://127.0.0.1:" + named.port() + "/list");
            named.text("/elsewhere.m3u8", list);

            Failed failed = Watch.failure(
                    "https://localhost:" + named.port() + "/elsewhere.m3u8",
                    settings(true, Optional.of(folder.resolve("named.pem"))));

            assertThat(failed.cause()).isEqualTo(FailureCause.TLS);
            assertThat(failed.reason()).contains("the certificate of 127.0.0.1 does not prove");
            assertThat(named.asked()).containsExactly("/elsewhere.m3u8");
        }
    }

    @Test
    void aServerThatNeverShowsItsCertificateHoldsNobody() throws Exception {
        Files.writeString(folder.resolve("any.pem"), "");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ReadDeadline deadline = new ReadDeadline();
            deadline.start(300);
            NumericHosts hosts = new NumericHosts(settings(true, Optional.of(folder.resolve("any.pem"))), deadline);

            assertThatThrownBy(() -> hosts.check("rtsps://127.0.0.1:" + silent.getLocalPort() + "/x", any -> true))
                    .isInstanceOfSatisfying(
                            MediaFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(FailureCause.TIMEOUT));
            deadline.close();
        }
    }
}
