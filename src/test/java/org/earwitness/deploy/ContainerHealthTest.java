package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands that a container engine asks for health, run against a server that is well or not. */
final class ContainerHealthTest {
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final HttpServer server;

    ContainerHealthTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    }

    @BeforeEach
    void serve() {
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aProcessThatAnswersIsHealthy() {
        assertThat(imageHealth(port()).exitCode()).isZero();
        assertThat(asked).hasValue("/health/live");
    }

    @Test
    void aProcessThatSaysNoIsNotHealthyAndTheAnswerIsShown() {
        status.set(503);
        Shell.Outcome outcome = imageHealth(port());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("/health/live").contains("503");
    }

    @Test
    void aProcessThatDoesNotListenIsNotHealthy() {
        int port = port();
        server.stop(0);
        Shell.Outcome outcome = imageHealth(port);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("nothing listens on port " + port);
    }

    @Test
    void aProcessThatListensButNeverAnswersIsNotHealthy() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Shell.Outcome outcome = imageHealth(silent.getLocalPort());
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.output()).contains("no answer");
        }
    }

    @Test
    void theRegistryIsHealthyWhenItSaysThatItIsReady() {
        assertThat(Shell.run(registryHealth(), Map.of()).exitCode()).isZero();
        assertThat(asked).hasValue("/health/ready");
        status.set(503);
        assertThat(Shell.run(registryHealth(), Map.of()).exitCode()).isNotZero();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static Shell.Outcome imageHealth(int port) {
        return Shell.run(
                List.of(Checkout.path("deploy/healthy").toString(), "/health/live"),
                Map.of("EARWITNESS_METRICS_PORT", Integer.toString(port)));
    }

    /** The command of the compose file, for the port of this test. */
    private List<String> registryHealth() {
        List<String> test = new ArrayList<>(
                ComposeFile.standard().service("registry").healthCommand().orElseThrow());
        assertThat(test.remove(0)).isEqualTo("CMD");
        assertThat(test).last().asString().contains("/127.0.0.1/8080");
        test.replaceAll(word -> word.replace("/127.0.0.1/8080", "/127.0.0.1/" + port()));
        return test;
    }
}
