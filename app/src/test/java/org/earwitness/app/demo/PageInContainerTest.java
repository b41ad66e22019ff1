package org.earwitness.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The page as a container serves it: on every address, behind a port that is published on loopback. */
final class PageInContainerTest {
    private final Audience audience = new Audience(2);
    private final PageServer server = PageServer.start(new Board(audience), audience, "0.0.0.0", 0);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aBrowserThatAsksForLocalhostOnThePublishedPortIsAnswered() throws IOException {
        assertThat(statusFor("localhost:8090")).contains(" 200 ");
        assertThat(statusFor("127.0.0.1:9999")).contains(" 200 ");
    }

    @Test
    void aBrowserThatAsksForTheContainersNameOrAddressIsRefused() throws IOException {
        assertThat(statusFor("page:8090")).contains(" 403 ");
        assertThat(statusFor("10.0.0.7:8090")).contains(" 403 ");
    }

    private String statusFor(String host) throws IOException {
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return String.valueOf(answer.readLine());
        }
    }
}
