package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The second look at a playlist, at servers that play tricks. */
@Timeout(30)
class PlaylistFetchTest {
    private static final Duration DEADLINE = Duration.ofMillis(500);

    /** What a server does with its one connection. */
    private interface Answer {
        void give(Socket connection) throws Exception;
    }

    private static CompletableFuture<Void> serve(ServerSocket server, Answer answer) {
        return CompletableFuture.runAsync(() -> {
            try (Socket connection = server.accept()) {
                answer.give(connection);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static PlaylistFetch fetch() {
        return new PlaylistFetch(SourceSettings.LIVE, Reach.of(InetAddress.getLoopbackAddress()), DEADLINE);
    }

    @Test
    void aPlaylistThatTricklesIsGivenUp() throws IOException {
        for (String head : new String[] {
            "HTTP/1.1 200 OK\r\nX-Long: ",
            "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n#EXTM3U\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
        }) {
            CountDownLatch given = new CountDownLatch(1);
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                CompletableFuture<Void> trickle = serve(server, connection -> {
                    OutputStream out = connection.getOutputStream();
                    out.write(head.getBytes(StandardCharsets.US_ASCII));
                    do {
                        out.write('a');
                        out.flush();
                    } while (!given.await(50, TimeUnit.MILLISECONDS));
                });

                assertThatThrownBy(() -> fetch().get("http://127.0.0.1:" + server.getLocalPort() + "/list.m3u8"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("within 500 ms");
                given.countDown();
                trickle.handle((done, failure) -> failure).join();
            }
        }
    }

    @Test
    void aPlusInAPasswordStaysOne() throws Exception {
        BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = serve(server, connection -> {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    if (line.startsWith("Authorization: Basic ")) {
                        authorizations.add(line.substring("Authorization: Basic ".length()));
                    }
                }
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n#EXTM3U\n"
                                .getBytes(StandardCharsets.US_ASCII));
            });

            fetch().get("http://me:a+b%20c%2Bd@127.0.0.1:" + server.getLocalPort() + "/list.m3u8");

            answered.join();
            assertThat(new String(Base64.getDecoder().decode(authorizations.take()), StandardCharsets.UTF_8))
                    .isEqualTo("me:a+b c+d");
        }
    }
}
