package org.earwitness.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the page on loopback: three files, the newest frames, and one endless response a browser that carries the updates.
 *
 * <p>Requests whose host is not loopback are refused, so that no page from elsewhere can read this one by a name of its own.
 * Opened and closed by the command.
 */
final class PageServer implements AutoCloseable {
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/page.css", "page.css",
            "/page.js", "page.js",
            "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final Pattern FRAME = Pattern.compile("/frames/(\\d{1,4})/(-?\\d{1,18})/(-?\\d{1,18})/(\\d{1,3})");
    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";
    private static final String LOOPBACK_ADDRESS = "127.0.0.1";
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final int MOST_THREADS = 48;

    private final Board board;
    private final Audience audience;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private PageServer(Board board, Audience audience, HttpServer server, ThreadPoolExecutor threads) {
        this.board = board;
        this.audience = audience;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to serve on loopback.
     *
     * @param port port on loopback; 0 takes a free one
     * @throws UncheckedIOException when the port cannot be had
     */
    static PageServer start(Board board, Audience audience, int port) {
        return start(board, audience, LOOPBACK_ADDRESS, port);
    }

    /**
     * Starts to serve on an address of this host, for a container whose port is published on loopback.
     *
     * @param host address to listen on
     * @param port port to listen on; 0 takes a free one
     * @throws UncheckedIOException when the port cannot be had
     */
    static PageServer start(Board board, Audience audience, String host, int port) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(2, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "page-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(host, port), 64);
            PageServer server = new PageServer(board, audience, http, threads);
            http.createContext("/", server::answer);
            http.setExecutor(threads);
            http.start();
            return server;
        } catch (IOException refused) {
            threads.shutdownNow();
            throw new UncheckedIOException(
                    "the page cannot be served on port " + port + " of " + host + ": " + refused.getMessage()
                            + ". Choose another with --port, or 0 for a free one.",
                    refused);
        }
    }

    /** Where the page is. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Sends all browsers away and frees the port. */
    @Override
    public void close() {
        audience.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher frame = FRAME.matcher(path);
            if (!isLoopback(exchange)) {
                refuse(exchange, 403, "This page answers on loopback only.");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                refuse(exchange, 405, "Only GET is answered here.");
            } else if (path.equals("/updates")) {
                follow(exchange);
            } else if (frame.matches()) {
                frame(exchange, frame);
            } else if (FILES.containsKey(path)) {
                file(exchange, Objects.requireNonNull(FILES.get(path)));
            } else {
                refuse(exchange, 404, "There is nothing here. The page is at /.");
            }
        }
    }

    private static boolean isLoopback(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .map(host -> LOOPBACK.matcher(host).matches())
                .orElse(false);
    }

    private void follow(HttpExchange exchange) throws IOException {
        Optional<Listener> admitted = board.welcome();
        if (admitted.isEmpty()) {
            refuse(exchange, 503, "Too many browsers look at this page already. Close one and try again.");
            return;
        }
        Listener listener = admitted.get();
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            pass(listener, exchange.getResponseBody());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            audience.leave(listener);
        }
    }

    /** Until the browser goes, which shows as a failed write, or is let go. */
    private static void pass(Listener listener, OutputStream browser) throws IOException, InterruptedException {
        while (!listener.isOver()) {
            Optional<Message> message = listener.next(HEARTBEAT);
            browser.write(message.map(Message::framed).orElse(Message.HEARTBEAT));
            browser.flush();
        }
    }

    private void frame(HttpExchange exchange, Matcher path) throws IOException {
        Optional<byte[]> jpeg = board.frame(
                Integer.parseInt(path.group(1)),
                new SegmentPosition(Long.parseLong(path.group(2)), Long.parseLong(path.group(3))),
                Integer.parseInt(path.group(4)));
        if (jpeg.isEmpty()) {
            refuse(exchange, 404, "This frame is no longer kept.");
            return;
        }
        exchange.getResponseHeaders().set("Cache-Control", "private, max-age=60, immutable");
        send(exchange, 200, "image/jpeg", jpeg.get());
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        try (InputStream resource = PageServer.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the page's file " + name + " is missing in the build: build again");
            }
            exchange.getResponseHeaders().set("Cache-Control", "no-cache");
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
            send(exchange, 200, type, resource.readAllBytes());
        }
    }

    private static void refuse(HttpExchange exchange, int status, String sentence) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
