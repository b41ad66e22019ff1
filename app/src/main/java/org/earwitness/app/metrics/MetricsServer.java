package org.earwitness.app.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.app.configuration.MetricsConfig;

/** Serves metrics and health over HTTP on daemon threads of its own. Whoever starts it closes it. */
final class MetricsServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int WAITING = 32;
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private MetricsServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens and answers from now on.
     *
     * @param port port to listen on, 0 for any free one
     * @throws CommandFailed when the address cannot be listened on
     */
    static MetricsServer start(MetricsConfig config, int port, PrometheusMeterRegistry meters, Health health) {
        HttpServer server = listen(config, port);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "metrics-server");
                    thread.setDaemon(true);
                    return thread;
                });
        server.setExecutor(threads);
        answer(server, "/metrics", () -> new Answer(200, PROMETHEUS, meters.scrape()));
        answer(server, "/health/live", () -> Answer.of(health.live()));
        answer(server, "/health/ready", () -> Answer.of(health.ready()));
        answer(server, "/health/started", () -> Answer.of(health.started()));
        answer(server, "/", () -> new Answer(404, PLAIN, "/metrics /health/live /health/ready /health/started\n"));
        server.start();
        return new MetricsServer(server, threads);
    }

    /** Where it is reached. */
    URI address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Answer(int status, String type, String body) {
        static Answer of(Health.Condition condition) {
            return new Answer(condition.holds() ? 200 : 503, PLAIN, condition.reason() + "\n");
        }
    }

    private static HttpServer listen(MetricsConfig config, int port) {
        try {
            return HttpServer.create(new InetSocketAddress(config.host(), port), WAITING);
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "metrics cannot be served on " + config.host() + ":" + port + ": " + e.getMessage()
                            + ". Choose another --metrics-port, or 0 for any free one",
                    e);
        }
    }

    private static void answer(HttpServer server, String path, Supplier<Answer> question) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean asksOnly = exchange.getRequestMethod().equals("GET")
                        || exchange.getRequestMethod().equals("HEAD");
                boolean known =
                        path.equals("/") || exchange.getRequestURI().getPath().equals(path);
                send(
                        exchange,
                        !known
                                ? new Answer(404, PLAIN, "nothing here\n")
                                : asksOnly ? question.get() : new Answer(405, PLAIN, "GET only\n"));
            }
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
