package org.earwitness.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.MetricsConfig;
import org.earwitness.app.metrics.Health.Condition;
import org.junit.jupiter.api.Test;

final class TelemetryTest {
    private static final MetricsConfig ANY_PORT = MetricsConfig.DEFAULTS.withPort(0);

    @Test
    void metersAreServedAsPrometheusText() throws Exception {
        try (Telemetry telemetry = Telemetry.open()) {
            telemetry.meters().counter("earwitness.app.test").increment(3);
            URI address = telemetry.serve(ANY_PORT, new SettableHealth()).orElseThrow();
            HttpResponse<String> answer = get(address, "/metrics");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(answer.body())
                    .contains("earwitness_app_test_total 3.0")
                    .contains("jvm_memory_used_bytes")
                    .containsPattern("earwitness_app_memory_resident_bytes [1-9]");
        }
    }

    @Test
    void healthFollowsItsSourceAndSaysWhy() throws Exception {
        SettableHealth health = new SettableHealth();
        try (Telemetry telemetry = Telemetry.open()) {
            URI address = telemetry.serve(ANY_PORT, health).orElseThrow();
            assertThat(get(address, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(address, "/health/started").statusCode()).isEqualTo(200);
            assertThat(get(address, "/health/ready").body()).isEqualTo("ok\n");
            health.ready.set(Condition.no("partitions are being assigned"));
            HttpResponse<String> answer = get(address, "/health/ready");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("partitions are being assigned\n");
        }
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        try (Telemetry telemetry = Telemetry.open()) {
            URI address = telemetry.serve(ANY_PORT, new SettableHealth()).orElseThrow();
            assertThat(get(address, "/").statusCode()).isEqualTo(404);
            assertThat(get(address, "/").body()).contains("/metrics");
            assertThat(get(address, "/metricsx").statusCode()).isEqualTo(404);
            HttpRequest post = HttpRequest.newBuilder(address.resolve("/metrics"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(post, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void withoutAPortNothingIsServedAndATakenOneIsRefused() {
        try (Telemetry telemetry = Telemetry.open();
                Telemetry second = Telemetry.open()) {
            assertThat(second.serve(MetricsConfig.DEFAULTS, new SettableHealth()))
                    .isEmpty();
            int port = telemetry
                    .serve(ANY_PORT, new SettableHealth())
                    .orElseThrow()
                    .getPort();
            assertThatThrownBy(() -> second.serve(MetricsConfig.DEFAULTS.withPort(port), new SettableHealth()))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("--metrics-port");
        }
    }

    private static HttpResponse<String> get(URI address, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class SettableHealth implements Health {
        private final AtomicReference<Condition> ready = new AtomicReference<>(Condition.yes());

        @Override
        public Condition live() {
            return Condition.yes();
        }

        @Override
        public Condition ready() {
            Condition now = ready.get();
            return now == null ? Condition.no("unset") : now;
        }

        @Override
        public Condition started() {
            return Condition.yes();
        }
    }
}
