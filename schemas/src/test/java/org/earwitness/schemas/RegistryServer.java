package org.earwitness.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** A registry server that answers as Confluent documents it, and misbehaves on request. */
final class RegistryServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int INCOMPATIBLE = 409;
    private static final int NOT_FOUND = 404;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Misbehaviour> misbehaviours = new ArrayDeque<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What the server does instead of answering. */
    sealed interface Misbehaviour {
        record Status(int code, String body) implements Misbehaviour {}

        record Stall() implements Misbehaviour {}

        record HangUp() implements Misbehaviour {}
    }

    RegistryServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    synchronized void next(Misbehaviour... what) {
        misbehaviours.addAll(List.of(what));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private synchronized Optional<Misbehaviour> misbehaviour() {
        return Optional.ofNullable(misbehaviours.poll());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Optional<String> login =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI()
                + login.map(value -> " " + value).orElse(""));
        Optional<Misbehaviour> misbehaviour = misbehaviour();
        if (misbehaviour.isEmpty()) {
            answer(exchange);
        } else if (misbehaviour.get() instanceof Misbehaviour.Status status) {
            send(exchange, status.code(), status.body());
        } else if (misbehaviour.get() instanceof Misbehaviour.HangUp) {
            exchange.close();
        } else {
            waitForClosing();
        }
    }

    private void waitForClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        List<String> path =
                List.of(exchange.getRequestURI().getPath().substring(1).split("/"));
        try {
            JsonNode given = body.isEmpty() ? json.createObjectNode() : json.readTree(body);
            Optional<JsonNode> answer = route(exchange.getRequestMethod(), path, given);
            if (answer.isPresent()) {
                send(exchange, OK, answer.get().toString());
            } else {
                send(exchange, NOT_FOUND, error(path.get(0).equals("schemas") ? 40403 : 40401, "not found"));
            }
        } catch (RegistryRefusal refusal) {
            send(exchange, INCOMPATIBLE, error(refusal.code(), String.valueOf(refusal.getMessage())));
        } catch (AvroRuntimeException e) {
            send(exchange, 422, error(42201, "Invalid schema"));
        }
    }

    private Optional<JsonNode> route(String method, List<String> path, JsonNode given) {
        return switch (method + " " + path.get(0) + "/" + path.size()) {
            case "GET subjects/1" -> Optional.of(strings(registry.subjects()));
            case "POST subjects/2" ->
                registry.idOf(path.get(1), schema(given))
                        .flatMap(id -> registry.latest(path.get(1)))
                        .map(this::described);
            case "POST subjects/3" ->
                Optional.of(json.createObjectNode().put("id", registry.register(path.get(1), schema(given))));
            case "GET subjects/3" -> registry.latest(path.get(1)).map(any -> numbers(registry.versions(path.get(1))));
            case "GET subjects/4" -> registry.latest(path.get(1)).map(this::described);
            case "GET schemas/3" ->
                registry.schemaOf(Integer.parseInt(path.get(2)))
                        .map(schema -> json.createObjectNode().put("schema", schema.toString()));
            case "POST compatibility/5" -> Optional.of(verdict(registry.incompatibilities(path.get(2), schema(given))));
            case "PUT config/2" -> {
                registry.setCompatibility(
                        path.get(1),
                        SchemaRegistry.Compatibility.valueOf(
                                given.path("compatibility").asText()));
                yield Optional.of(given);
            }
            case "GET config/2" ->
                registry.compatibilityOf(path.get(1))
                        .map(rule -> json.createObjectNode().put("compatibilityLevel", rule.name()));
            default -> Optional.empty();
        };
    }

    private JsonNode described(SchemaRegistry.Registered version) {
        return json.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema().toString());
    }

    private JsonNode verdict(List<String> reasons) {
        ObjectNode verdict = json.createObjectNode().put("is_compatible", reasons.isEmpty());
        verdict.set("messages", strings(reasons));
        return verdict;
    }

    private ArrayNode strings(List<String> values) {
        ArrayNode array = json.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private ArrayNode numbers(List<Integer> values) {
        ArrayNode array = json.createArrayNode();
        values.forEach(array::add);
        return array;
    }

    private static Schema schema(JsonNode given) {
        return new Schema.Parser().parse(given.path("schema").asText());
    }

    private String error(int code, String message) {
        return json.createObjectNode()
                .put("error_code", code)
                .put("message", message)
                .toString();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
