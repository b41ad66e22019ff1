package org.earwitness.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code localize} process of its own that can be asked how it is. Closing kills it if it still runs. */
final class Instance implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Metrics are at (http://\\S+)/metrics");
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Product.Running process;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();

    /** @param process started with {@code --metrics-port 0} */
    Instance(Product.Running process) {
        this.process = process;
    }

    Product.Running process() {
        return process;
    }

    /** Waits until it has its partitions and their state. */
    Instance untilReady(Duration limit) {
        await().atMost(limit).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended; it said:\n" + process.said());
            }
            return get("/health/ready")
                    .map(HttpResponse::statusCode)
                    .filter(code -> code == 200)
                    .isPresent();
        });
        return this;
    }

    /** Sum of a meter over all its tags, 0 where there is none; the name as on the page. */
    double meter(String name) {
        String page = get("/metrics").map(HttpResponse::body).orElse("");
        return page.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    @Override
    public void close() {
        process.close();
    }

    private Optional<HttpResponse<String>> get(String path) {
        Matcher address = ADDRESS.matcher(process.said());
        if (!address.find()) {
            return Optional.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.group(1) + path))
                .timeout(ANSWER)
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while asking " + path, e);
        }
    }
}
