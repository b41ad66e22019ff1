package org.earwitness.bench.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The meters of a worker at one moment, as its {@code /metrics} shows them (Prometheus' text format).
 *
 * @param series value by name and tags, for instance {@code kafka_x_total{topic="a"}}
 */
record MeterPage(Map<String, Double> series) {
    private static final String ANNOUNCEMENT = "Metrics are at ";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    MeterPage {
        series = Map.copyOf(series);
    }

    /** Where a worker that was started with {@code --metrics-port} serves them; empty while it has not said so. */
    static Optional<URI> address(Path errors) throws IOException {
        try (Stream<String> lines = Files.lines(errors)) {
            return lines.filter(line -> line.startsWith(ANNOUNCEMENT))
                    .map(line ->
                            URI.create(line.substring(ANNOUNCEMENT.length()).strip()))
                    .findFirst();
        }
    }

    /** Asks for them. */
    static MeterPage fetch(URI address) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(address).timeout(LIMIT).build();
            return parse(CLIENT.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + address + " was asked", e);
        }
    }

    /** Reads the text; comments and what is no number are left out. */
    static MeterPage parse(String text) {
        Map<String, Double> series = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            // A tag may hold blanks, a value does not.
            int blank = line.lastIndexOf(' ');
            if (blank > 0) {
                series.put(line.substring(0, blank), Double.parseDouble(line.substring(blank + 1)));
            }
        });
        return new MeterPage(series);
    }

    /** All series of this name, whatever their tags, added up. */
    double sum(String name) {
        return series.entrySet().stream()
                .filter(each -> each.getKey().equals(name) || each.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .filter(value -> !Double.isNaN(value))
                .sum();
    }

    /** The value of one series; 0 while it is not there, because counters appear with their rooms. */
    double value(String name) {
        return series.getOrDefault(name, 0.0);
    }
}
