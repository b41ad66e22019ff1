package org.earwitness.ingest.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Serves a folder, and whatever a test puts under a path, over HTTP or HTTPS on loopback; remembers what was asked. */
final class StaticServer implements AutoCloseable {
    static final char[] PASSWORD = "secret".toCharArray();

    private final HttpServer server;
    private final Path folder;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> texts = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private StaticServer(HttpServer server, Path folder) {
        this.server = server;
        this.folder = folder;
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    static StaticServer http(Path folder) {
        return on(InetAddress.getLoopbackAddress(), folder);
    }

    /** On one address of this machine. */
    static StaticServer on(InetAddress address, Path folder) {
        try {
            return new StaticServer(HttpServer.create(new InetSocketAddress(address, 0), 0), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param keys PKCS12 file with the password {@link #PASSWORD} */
    static StaticServer https(Path folder, Path keys) {
        try (InputStream stored = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(stored, PASSWORD);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new StaticServer(server, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    StaticServer text(String path, String text) {
        texts.put(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return this;
    }

    StaticServer redirect(String path, String location) {
        redirects.put(path, location);
        return this;
    }

    StaticServer refuse(String path, int status) {
        refusals.put(path, status);
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The paths that were asked for, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try (exchange) {
            if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().add("Location", redirects.get(path));
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            if (refusals.containsKey(path)) {
                exchange.sendResponseHeaders(refusals.get(path), -1);
                return;
            }
            Path file = folder.resolve(path.substring(1));
            if (!texts.containsKey(path) && !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = texts.containsKey(path) ? texts.get(path) : Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
