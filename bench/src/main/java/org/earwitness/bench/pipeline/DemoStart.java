package org.earwitness.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.earwitness.bench.process.CommandFailed;
import org.earwitness.bench.process.MeasuredCommand;

/**
 * How soon a {@code demo} was there, seconds from the command.
 *
 * @param pageSeconds until its page had an address
 * @param eventSeconds until the page was told the first event
 * @param labelledSeconds until the page was told the first event that is not background
 */
record DemoStart(double pageSeconds, double eventSeconds, double labelledSeconds) {
    static final long FIRST_LIMIT_SECONDS = 480;
    static final long SECOND_LIMIT_SECONDS = 90;

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
    private static final long LOOK_MILLIS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Starts {@code ./earwitness demo} of a checkout and watches its page as a browser does, until the first labelled event.
     *
     * @throws CommandFailed when it does not come in time
     */
    static DemoStart watch(Path root, Path logs, long limitSeconds) {
        List<String> command = List.of(root.resolve("earwitness").toString(), "demo", "--port", "0");
        Path output = logs.resolve("demo.out");
        long start = System.nanoTime();
        long deadline = start + TimeUnit.SECONDS.toNanos(limitSeconds);
        Process process = MeasuredCommand.start(command, output, logs.resolve("demo.err"));
        try {
            URI page = address(process, output, command, deadline);
            double pageSeconds = since(start);
            return follow(page, start, pageSeconds, deadline);
        } finally {
            MeasuredCommand.end(process);
        }
    }

    private static URI address(Process process, Path output, List<String> command, long deadline) {
        try {
            while (System.nanoTime() < deadline) {
                Matcher address = ADDRESS.matcher(Files.readString(output));
                if (address.find()) {
                    return URI.create(address.group());
                }
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new CommandFailed(
                            command, "ended with " + process.exitValue() + " before its page was up; see demo.err");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + output, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CommandFailed(command, "gave no address of its page in time");
    }

    private static DemoStart follow(URI page, long start, double pageSeconds, long deadline) {
        HttpRequest updates = HttpRequest.newBuilder(page.resolve("updates"))
                .timeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))
                .build();
        Optional<Double> event = Optional.empty();
        try {
            HttpResponse<Stream<String>> response =
                    HttpClient.newHttpClient().send(updates, HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                String name = "";
                for (Iterator<String> each = lines.iterator(); System.nanoTime() < deadline && each.hasNext(); ) {
                    String line = each.next();
                    if (line.startsWith("event: ")) {
                        name = line.substring("event: ".length());
                    } else if (line.startsWith("data: ") && name.equals("event")) {
                        event = Optional.of(event.orElse(since(start)));
                        if (isLabelled(JSON.readTree(line.substring("data: ".length())))) {
                            return new DemoStart(pageSeconds, event.get(), since(start));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the page of the demo broke off", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CommandFailed(
                List.of("demo"),
                "showed " + (event.isPresent() ? "background only" : "no event") + " within its limit");
    }

    private static boolean isLabelled(JsonNode event) {
        return !event.path("background").asBoolean(true) && !event.has("unscored");
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
