package org.earwitness.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earwitness.app.embedded.EmbeddedCluster;
import org.earwitness.schemas.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The compose file without an engine: its services as processes, with its commands and its variables, around a broker and a
 * registry that know nothing of them before. Only addresses and paths differ from what a container would see.
 */
final class ComposeServicesTest {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    private final ComposeFile file = ComposeFile.standard();

    @TempDir
    Path folder;

    @Test
    void samplesBecomeEventsOnThePageAndEveryServiceIsHealthyAndEndsWhenToldTo() throws Exception {
        Topics others = new Topics("others.", 1);
        Path registryHome = Checkout.path("app/target/registry");
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedCluster.Settings.of(others, registryHome))) {
            try (ServiceProcess topics = start("topics", cluster, freePort())) {
                assertThat(topics.await(LONGEST_START)).as(topics.toString()).isZero();
            }
            int page = freePort();
            List<Integer> health = List.of(freePort(), freePort(), freePort());
            try (ServiceProcess ingest = start("ingest", cluster, health.get(0));
                    ServiceProcess localizer = start("localizer", cluster, health.get(1));
                    ServiceProcess shown = start("page", cluster, health.get(2), page)) {
                List<ServiceProcess> services = List.of(ingest, localizer, shown);
                health.forEach(port -> awaitHealth(services, port));
                assertThat(firstEvent(page)).contains("\"label\"");
                services.forEach(ServiceProcess::terminate);
                assertThat(services)
                        .allSatisfy(service -> assertThat(service.await(LONGEST_END))
                                .as(service.toString())
                                .isIn(0, 130, 143));
            }
        }
    }

    private ServiceProcess start(String name, EmbeddedCluster cluster, int health) {
        return start(name, cluster, health, 0);
    }

    private ServiceProcess start(String name, EmbeddedCluster cluster, int health, int page) {
        ComposeService service = file.service(name);
        Map<String, String> environment = new TreeMap<>(service.environment());
        environment.put("EARWITNESS_KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers());
        environment.put(
                "EARWITNESS_SCHEMA_REGISTRY_URL",
                cluster.schemaRegistryAddress().toString());
        environment.put("EARWITNESS_METRICS_PORT", Integer.toString(health));
        environment.put(
                "EARWITNESS_STREAMING_STATE_DIRECTORY", folder.resolve("state").toString());
        environment.put("EARWITNESS_HOME", Checkout.path(".").toString());
        List<String> command = service.command().stream()
                .map(word -> word.replace("/media/", Checkout.path("samples") + "/"))
                .map(word -> word.replace("/opt/earwitness/", Checkout.path(".") + "/"))
                .map(word -> word.equals("8090") ? Integer.toString(page) : word)
                .toList();
        return ServiceProcess.start(name, command, environment, folder);
    }

    private static void awaitHealth(List<ServiceProcess> services, int port) {
        await().atMost(LONGEST_START)
                .pollInterval(Duration.ofMillis(500))
                .failFast(() -> assertThat(services).allMatch(ServiceProcess::isAlive))
                .untilAsserted(() -> {
                    Shell.Outcome outcome = Shell.run(
                            List.of(Checkout.path("deploy/healthy").toString(), "/health/ready"),
                            Map.of("EARWITNESS_METRICS_PORT", Integer.toString(port)));
                    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
                });
    }

    /** The first event that the page tells a browser. */
    private static String firstEvent(int page) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + page + "/updates"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenApply(ComposeServicesTest::firstEvent)
                .get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    }

    private static String firstEvent(HttpResponse<Stream<String>> updates) {
        try (Stream<String> lines = updates.body()) {
            return lines.dropWhile(line -> !line.equals("event: event"))
                    .filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
