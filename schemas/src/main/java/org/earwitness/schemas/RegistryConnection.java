package org.earwitness.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP conversation with a registry: deadline a call, bounded retries of infrastructure errors, Confluent's error codes as
 * {@link RegistryRefusal}.
 */
final class RegistryConnection implements AutoCloseable {
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int TIMEOUT = 408;
    private static final int FIRST_ERROR = 400;
    // A redirect would be answered with HTML; following one could hand the login to another host.
    private static final int FIRST_REDIRECT = 300;
    private static final int QUOTED_CHARACTERS = 300;

    private final RegistrySettings settings;
    private final String base;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final CountDownLatch closed = new CountDownLatch(1);

    RegistryConnection(RegistrySettings settings) {
        this.settings = settings;
        this.base = settings.address().toString().replaceAll("/+$", "");
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.deadline());
        settings.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    JsonNode get(String path) {
        return call("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    JsonNode post(String path, String body) {
        return call("POST", path, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    JsonNode put(String path, String body) {
        return call("PUT", path, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private JsonNode call(String method, String path, HttpRequest.BodyPublisher body) {
        long end = System.nanoTime() + settings.deadline().toNanos();
        Duration pause = settings.pause();
        String what = method + " " + base + path;
        for (int attempt = 1; ; attempt++) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative() || left.isZero()) {
                throw new RegistryUnavailable(what + " was not answered within "
                        + settings.deadline().toMillis() + " ms (" + (attempt - 1)
                        + " attempts). Check that the schema registry runs and that the address is right");
            }
            try {
                return answer(what, client.send(request(method, path, body, left), utf8()));
            } catch (IOException e) {
                if (attempt >= settings.attempts() || closed.getCount() == 0) {
                    throw new RegistryUnavailable(
                            what + " failed " + attempt + " times, last with: " + reason(e)
                                    + ". Check that the schema registry runs and that the address is right",
                            e);
                }
            } catch (ServerError e) {
                if (attempt >= settings.attempts() || closed.getCount() == 0) {
                    throw new RegistryUnavailable(
                            what + " failed " + attempt + " times, last with: " + e.getMessage(), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryUnavailable(what + " was interrupted", e);
            }
            pause = waitBefore(pause, Duration.ofNanos(end - System.nanoTime()), what);
        }
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, Duration left) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(left)
                .header("Content-Type", CONTENT_TYPE)
                .header("Accept", CONTENT_TYPE + ", application/json")
                .method(method, body);
        settings.login().ifPresent(login -> {
            byte[] pair = (login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        });
        return request.build();
    }

    private JsonNode answer(String what, HttpResponse<String> response) throws ServerError {
        int status = response.statusCode();
        if (status >= FIRST_SERVER_ERROR || status == TOO_MANY_REQUESTS || status == TIMEOUT) {
            throw new ServerError("HTTP " + status + " " + quoted(response.body()));
        }
        JsonNode body;
        try {
            body = json.readTree(response.body().isBlank() ? "{}" : response.body());
        } catch (JsonProcessingException e) {
            if (status >= FIRST_ERROR) {
                throw new RegistryRefusal(
                        status, what + " was refused with HTTP " + status + ": " + quoted(response.body()));
            }
            throw new RegistryUnavailable(
                    what + " was answered with something that is not JSON: is the address really a schema registry?",
                    e);
        }
        if (status >= FIRST_REDIRECT) {
            throw new RegistryRefusal(
                    body.path("error_code").asInt(status),
                    what + " was refused with HTTP " + status + ": "
                            + body.path("message").asText(quoted(response.body())));
        }
        return body;
    }

    private Duration waitBefore(Duration pause, Duration left, String what) {
        long nanos = Math.max(0, Math.min(pause.toNanos(), left.toNanos()));
        try {
            // Closing ends the wait at once; the next failure is then the last.
            if (closed.await(nanos, TimeUnit.NANOSECONDS)) {
                return Duration.ZERO;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailable(what + " was interrupted", e);
        }
        return pause.multipliedBy(2);
    }

    private static HttpResponse.BodyHandler<String> utf8() {
        return HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String quoted(String body) {
        return body.length() <= QUOTED_CHARACTERS ? body : body.substring(0, QUOTED_CHARACTERS) + "..";
    }

    /** The server answered that it cannot answer now; a later attempt may succeed. */
    private static final class ServerError extends Exception {
        private static final long serialVersionUID = 1L;

        ServerError(String message) {
            super(message);
        }
    }
}
