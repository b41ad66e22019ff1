package org.earwitness.app.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every fault is what it says, seen from a plain socket. */
@Timeout(60)
final class FaultyServerTest {
    private static final int SILENCE_MILLIS = 700;
    /** A queue that is full for a moment costs a second of TCP's own patience. */
    private static final int CONNECT_MILLIS = 20_000;

    private final Media media = new Media("ts", randomBytes());
    private final List<AutoCloseable> open = new ArrayList<>();

    private static byte[] randomBytes() {
        byte[] bytes = new byte[300_000];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private FaultyServer start(Fault fault, Optional<Visit.Upstream> upstream) {
        FaultyServer server =
                FaultyServer.start(fault, media, upstream, InetAddress.getLoopbackAddress(), 0, Clock.systemUTC());
        open.add(server);
        return server;
    }

    private Socket ask(Fault fault, String request) throws IOException {
        return ask(start(fault, Optional.empty()), request);
    }

    private Socket ask(FaultyServer server, String request) throws IOException {
        Socket socket = new Socket();
        open.add(0, socket);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), CONNECT_MILLIS);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static final String GET = "GET /camera.ts HTTP/1.1\r\nHost: camera";

    /** Everything up to the end of the stream. */
    private static byte[] all(Socket socket) throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** Everything up to the first silence of {@value #SILENCE_MILLIS} ms. */
    private static byte[] upToSilence(Socket socket) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] bytes = new byte[8_192];
        while (true) {
            try {
                int count = socket.getInputStream().read(bytes);
                assertThat(count)
                        .as("the connection was closed after " + got.size() + " bytes")
                        .isPositive();
                got.write(bytes, 0, count);
            } catch (SocketTimeoutException silent) {
                return got.toByteArray();
            }
        }
    }

    private static byte[] body(byte[] answer) {
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(answer, text.indexOf("\r\n\r\n") + 4, answer.length);
    }

    private byte[] firstHalf() {
        return Arrays.copyOf(media.bytes(), media.bytes().length / 2);
    }

    @Test
    void withoutAFaultTheMediaComesWhole() throws IOException {
        assertThat(body(all(ask(Fault.NONE, GET)))).isEqualTo(media.bytes());
    }

    @Test
    void silenceTakesTheRequestAndNeverAnswers() throws IOException {
        assertThat(upToSilence(ask(Fault.SILENCE, GET))).isEmpty();
    }

    @Test
    void aStallAndAHalfOpenConnectionSendHalfAndStayOpen() throws IOException {
        for (Fault fault : List.of(Fault.STALL, Fault.HALF_OPEN)) {
            FaultyServer server = start(fault, Optional.empty());
            assertThat(server.begun()).isEmpty();

            assertThat(body(upToSilence(ask(server, GET)))).as(fault.word()).isEqualTo(firstHalf());
            assertThat(server.begun()).as(fault.word()).isPresent();
        }
    }

    @Test
    void resetsAreResetsAndNoPlainEnd() throws IOException {
        assertThatThrownBy(() -> all(ask(Fault.RESET_AT_THE_START, GET))).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> all(ask(Fault.RESET_IN_THE_MIDDLE, GET)))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void aClosedConnectionHasNothingInIt() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                start(Fault.CLOSE, Optional.empty()).port());
        open.add(0, socket);

        assertThat(all(socket)).isEmpty();
    }

    @Test
    void oneByteASecondComes() throws IOException {
        Socket socket = ask(Fault.DRIBBLE, GET);
        socket.setSoTimeout(3_000);
        byte[] answer = new byte[4_096];
        int got = 0;
        while (!new String(answer, 0, got, StandardCharsets.ISO_8859_1).contains("\r\n\r\n")) {
            got += socket.getInputStream().read(answer, got, answer.length - got);
        }
        long begin = System.nanoTime();
        int first = socket.getInputStream().read();
        int second = socket.getInputStream().read();

        assertThat((System.nanoTime() - begin) / 1_000_000).isBetween(800L, 3_000L);
        assertThat(List.of((byte) first, (byte) second)).contains(media.bytes()[1]);
    }

    @Test
    void garbageIsNotTheMedia() throws IOException {
        Socket instead = ask(Fault.GARBAGE_INSTEAD, GET);
        byte[] got = instead.getInputStream().readNBytes(20_000);
        assertThat(body(got)).hasSizeGreaterThan(10_000);
        assertThat(Arrays.mismatch(body(got), media.bytes())).isLessThan(16);

        byte[] after = ask(Fault.GARBAGE_AFTER_THE_START, GET).getInputStream().readNBytes(200_000);
        assertThat(Arrays.mismatch(body(after), media.bytes()))
                .isBetween(media.bytes().length / 2, media.bytes().length / 2 + 16);
    }

    @Test
    void aFullQueueLetsNobodyIn() {
        FaultyServer server = start(Fault.BACKLOG, Optional.empty());

        assertThatThrownBy(() -> ask(server, GET)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void nobodyListens() {
        FaultyServer server = start(Fault.NOBODY, Optional.empty());

        assertThatThrownBy(() -> ask(server, GET)).isInstanceOf(ConnectException.class);
    }

    @Test
    void httpServersRefuseInHttpsOwnWords() throws IOException {
        assertThat(answer(Fault.HTTP_401)).startsWith("HTTP/1.1 401 ").contains("WWW-Authenticate: Basic");
        assertThat(answer(Fault.HTTP_403)).startsWith("HTTP/1.1 403 ");
        assertThat(answer(Fault.HTTP_404)).startsWith("HTTP/1.1 404 ");
        assertThat(answer(Fault.HTTP_503)).startsWith("HTTP/1.1 503 ");
        assertThat(answer(Fault.REDIRECT_LOOP)).startsWith("HTTP/1.1 302 ").contains("Location: /camera.ts\r\n");
        assertThat(answer(Fault.PLAYLIST_OF_A_FILE)).contains("#EXTM3U", "file:///etc/hostname");
        assertThat(answer(Fault.PLAYLIST_OF_ITSELF)).contains("#EXTM3U", "\ncamera.ts\n");
    }

    private String answer(Fault fault) throws IOException {
        return new String(all(ask(fault, GET)), StandardCharsets.US_ASCII);
    }

    @Test
    void headersTrickleOrNeverEnd() throws IOException {
        Socket slow = ask(Fault.SLOW_HEADERS, GET);
        slow.setSoTimeout(3_000);
        assertThat(new String(slow.getInputStream().readNBytes(27), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 200 OK\r\nServer: aa");

        byte[] endless = ask(Fault.ENDLESS_HEADERS, GET).getInputStream().readNBytes(3_000_000);
        assertThat(new String(endless, StandardCharsets.US_ASCII)).doesNotContain("\r\n\r\n");
    }

    @Test
    void aTlsHandshakeBeginsAndIsNotFinished() throws IOException {
        Socket socket = ask(Fault.TLS_HANDSHAKE, "");
        socket.setSoTimeout(3_000);

        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(0x16, 3);
        assertThat(new String(all(ask(Fault.NO_TLS, "")), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void rtspServersAnswerWithTheNumberOfTheQuestion() throws IOException {
        String describe = "DESCRIBE rtsp://camera/ RTSP/1.0\r\nCSeq: 42";
        String refusal = new String(upToSilence(ask(Fault.RTSP_401, describe)), StandardCharsets.US_ASCII);
        assertThat(refusal).startsWith("RTSP/1.0 401 ").contains("CSeq: 42\r\n", "Digest realm=", "nonce=");
        assertThat(new String(upToSilence(ask(Fault.RTSP_404, describe)), StandardCharsets.US_ASCII))
                .startsWith("RTSP/1.0 404 ");
        assertThat(new String(upToSilence(ask(Fault.RTSP_SILENT_PLAY, describe)), StandardCharsets.US_ASCII))
                .startsWith("RTSP/1.0 200 ")
                .contains("m=video");
        assertThat(new String(
                        ask(Fault.RTSP_GARBAGE, describe).getInputStream().readNBytes(1_000),
                        StandardCharsets.ISO_8859_1))
                .doesNotContain("RTSP/1.0");
    }

    @Test
    void aProxyPassesTheCamerasBytesOnUntilTheFault() throws IOException {
        FaultyServer camera = start(Fault.NONE, Optional.empty());
        Optional<Visit.Upstream> upstream = Optional.of(
                new Visit.Upstream(new InetSocketAddress(InetAddress.getLoopbackAddress(), camera.port()), 100_000));

        assertThat(body(all(ask(start(Fault.NONE, upstream), GET)))).isEqualTo(media.bytes());
        byte[] stalled = upToSilence(ask(start(Fault.STALL, upstream), GET));
        assertThat(stalled).hasSize(100_000);
        assertThat(body(stalled)).isEqualTo(Arrays.copyOf(media.bytes(), body(stalled).length));
        assertThatThrownBy(() -> all(ask(start(Fault.RESET_IN_THE_MIDDLE, upstream), GET)))
                .hasMessageContaining("reset");
    }

    @Test
    void moreThanAServerHoldsWaitOutsideAndAllAreLetGoAtTheEnd() throws Exception {
        FaultyServer server = start(Fault.SILENCE, Optional.empty());
        Socket last = ask(server, GET);
        for (int visitor = 0; visitor < FaultyServer.MOST_VISITS + 8; visitor++) {
            last = ask(server, GET);
        }
        assertThat(upToSilence(last)).isEmpty();
        assertThat(server.visits()).isLessThanOrEqualTo(FaultyServer.MOST_VISITS);

        server.close();

        Socket closed = last;
        assertThatThrownBy(() -> {
                    if (all(closed).length == 0) {
                        throw new SocketException("closed");
                    }
                })
                .isInstanceOf(SocketException.class);
    }
}
