package org.earwitness.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PageServerTest {
    private final Audience audience = new Audience(2);
    private final Board board = new Board(audience);
    private final PageServer server = PageServer.start(board, audience, 0);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theFirstPaintSaysThatItStarts() throws Exception {
        HttpResponse<String> page = read("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<h2>Starting</h2>", "/page.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body()).doesNotContain("http://", "https://");
    }

    @Test
    void everyFileThatThePageNamesIsThere() throws Exception {
        for (String file : new String[] {"/page.css", "/page.js", "/icon.svg"}) {
            assertThat(read(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(read("/other").statusCode()).isEqualTo(404);
        assertThat(read("/../PageServer.class").statusCode()).isEqualTo(404);
    }

    @Test
    void updatesAreServerSentEvents() throws Exception {
        try (InputStream body = open("/updates").body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            assertThat(message(lines)).startsWith("event: step\ndata: {\"step\":0,");
            for (int step = 1; step < StartStep.values().length; step++) {
                message(lines);
            }
            board.note(Records.event("street", 12, "bark"));
            assertThat(message(lines)).startsWith("event: event\ndata: {\"id\":0,\"epoch\":\"7\",\"index\":\"12\"");
        }
    }

    @Test
    void aFrameIsServedAsLongAsItIsKept() throws Exception {
        board.note(Records.segment("street", 12, (byte) 0xff, (byte) 0xd8, (byte) 7));
        HttpResponse<byte[]> frame = client.send(request("/frames/0/7/12/0"), BodyHandlers.ofByteArray());
        assertThat(frame.body()).containsExactly(0xff, 0xd8, 7);
        assertThat(frame.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(read("/frames/0/7/13/0").statusCode()).isEqualTo(404);
        assertThat(read("/frames/0/99999999999999999999/1/0").statusCode()).isEqualTo(404);
    }

    @Test
    void aThirdBrowserIsToldThatThereIsNoRoom() throws Exception {
        try (InputStream one = open("/updates").body();
                InputStream two = open("/updates").body()) {
            assertThat(one.read()).isPositive();
            assertThat(two.read()).isPositive();
            assertThat(read("/updates").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aPageFromElsewhereCannotReadThisOneByAnotherName() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /updates HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void onlyReadingIsAnswered() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(server.address())
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void closingSendsBrowsersAwayAndFreesThePort() throws Exception {
        try (InputStream body = open("/updates").body()) {
            assertThat(body.read()).isPositive();
            server.close();
            assertThatThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
        }
        PageServer.start(board, new Audience(1), server.address().getPort()).close();
    }

    @Test
    void aPortThatIsTakenIsRefusedWithAdvice() {
        int taken = server.address().getPort();
        assertThatThrownBy(() -> PageServer.start(board, audience, taken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + taken)
                .hasMessageContaining("--port");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server.address() + path.substring(1)))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private HttpResponse<String> read(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofString());
    }

    private HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofInputStream());
    }

    private static String message(BufferedReader lines) throws IOException {
        StringBuilder message = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            message.append(line).append('\n');
        }
        return message.toString();
    }
}
