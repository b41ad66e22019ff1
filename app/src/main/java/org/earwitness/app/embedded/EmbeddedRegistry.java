package org.earwitness.app.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apicurio Registry as a process of its own on a free loopback port, speaking Confluent's REST API.
 *
 * <p>Its database is a file, so ids survive a restart. The process watches a pipe to us and so ends with this one;
 * a shutdown hook would end it before those who still write. One thread starts and closes it.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final int PORT_ATTEMPTS = 3;
    private static final long POLL_MILLIS = 50;
    private static final int PROBE_MILLIS = 2_000;
    private static final long STOP_MILLIS = 5_000;
    private static final int LAST_LINES = 15;

    private final Process process;
    private final URI address;

    private EmbeddedRegistry(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Where a registry is started.
     *
     * @param home folder with the unpacked registry
     * @param directory where its database is kept; made when missing
     * @param log file its output goes to
     * @param port where it listens on loopback; 0 for any free one
     * @param startMillis how long it may take until it answers, milliseconds
     */
    public record Settings(Path home, Path directory, Path log, int port, long startMillis) {
        /** Half a minute is ten times what it takes on two busy cores. */
        public static final long START_MILLIS = 40_000;

        /** The same on any free port. */
        public Settings(Path home, Path directory, Path log, long startMillis) {
            this(home, directory, log, 0, startMillis);
        }
    }

    /**
     * Starts a registry and waits until it answers.
     *
     * @throws EmbeddedFailure when it does not, with the last lines of its log; nothing is left running then
     */
    public static EmbeddedRegistry start(Settings settings) {
        Path runner = runner(settings.home());
        for (int attempt = 1; ; attempt++) {
            int port = settings.port() == 0 ? freePort() : settings.port();
            Process process = launch(settings, runner, port);
            URI address = URI.create("http://127.0.0.1:" + port + "/apis/ccompat/v7");
            if (answers(settings, process, address)) {
                return new EmbeddedRegistry(process, address);
            }
            boolean exited = !process.isAlive();
            stop(process);
            if (!exited || !portWasLost(settings.log()) || attempt == PORT_ATTEMPTS) {
                throw new EmbeddedFailure(refusal(settings, process, exited));
            }
            LOG.warn("the embedded registry lost port {} to another process; trying the next one", port);
        }
    }

    /** Base address for a client of Confluent's API. */
    public URI address() {
        return address;
    }

    /** Whether its process still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process and waits for it; its database stays. */
    @Override
    public void close() {
        stop(process);
    }

    /** The operating system's number of its process. */
    public long processId() {
        return process.pid();
    }

    /** Closes our end of the pipe, which is what the process sees when this JVM is gone. */
    void closePipe() throws IOException {
        process.getOutputStream().close();
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    private static Path runner(Path home) {
        if (!Files.isDirectory(home)) {
            throw new EmbeddedFailure(
                    "there is no schema registry in " + home
                            + ". Build the project once, or let EARWITNESS_REGISTRY_HOME name an unpacked Apicurio Registry 2.6");
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new EmbeddedFailure("there is no *-runner.jar in " + home
                            + ". It should hold an unpacked Apicurio Registry 2.6; build the project again"));
        } catch (IOException e) {
            throw new EmbeddedFailure("the folder of the schema registry cannot be read: " + home, e);
        }
    }

    private static Process launch(Settings settings, Path runner, int port) {
        try {
            Files.createDirectories(settings.directory());
            Path folder = settings.log().toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            ProcessBuilder builder = new ProcessBuilder(command(settings, runner, port));
            // Settings of another Quarkus program, or of our own JVM, are none of the registry's business.
            builder.environment().keySet().removeIf(EmbeddedRegistry::concernsOthers);
            builder.redirectErrorStream(true).redirectOutput(settings.log().toFile());
            return builder.start();
        } catch (IOException e) {
            throw new EmbeddedFailure("the embedded registry cannot be started: " + e.getMessage(), e);
        }
    }

    private static boolean concernsOthers(String variable) {
        return variable.startsWith("QUARKUS_")
                || variable.startsWith("REGISTRY_")
                || variable.equals("JAVA_TOOL_OPTIONS")
                || variable.equals("JDK_JAVA_OPTIONS");
    }

    private static List<String> command(Settings settings, Path runner, int port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                "/bin/sh",
                "-c",
                // Ctrl-C reaches every process of a terminal; the registry has to outlast what still writes to it.
                "trap '' INT; exec \"$@\"",
                "earwitness-registry",
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.banner.enabled=false",
                "-Dquarkus.log.console.color=false",
                "-Dquarkus.datasource.jdbc.url=jdbc:h2:file:"
                        + settings.directory().toAbsolutePath().resolve("registry"),
                "-cp",
                runner + ":" + ownClasses(),
                RegistryProcess.class.getName());
    }

    private static Path ownClasses() {
        try {
            return Path.of(RegistryProcess.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new EmbeddedFailure("the place of our own classes has no proper address", e);
        }
    }

    private static boolean answers(Settings settings, Process process, URI address) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.startMillis());
        try {
            while (System.nanoTime() - deadline < 0) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
                if (isReady(address)) {
                    return process.isAlive();
                }
            }
            return false;
        } catch (InterruptedException e) {
            stop(process);
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("interrupted while the embedded registry started", e);
        }
    }

    private static boolean isReady(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    address.resolve(address.getPath() + "/subjects").toURL().openConnection();
            connection.setConnectTimeout(PROBE_MILLIS);
            connection.setReadTimeout(PROBE_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            LOG.trace("the embedded registry does not answer yet", e);
            return false;
        }
    }

    private static boolean portWasLost(Path log) {
        return lastLines(log).stream()
                .anyMatch(line -> line.contains("already in use") || line.contains("BindException"));
    }

    private static String refusal(Settings settings, Process process, boolean exited) {
        String what = exited
                ? "the embedded registry ended with exit code " + process.exitValue() + " before it answered"
                : "the embedded registry did not answer within " + settings.startMillis() / 1000 + " s";
        return what + ". Its log is " + settings.log() + " and ends with:\n  "
                + String.join("\n  ", lastLines(settings.log()));
    }

    private static List<String> lastLines(Path log) {
        try {
            List<String> lines = new ArrayList<>(new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(the log cannot be read: " + e.getMessage() + ")");
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, EmbeddedBroker.loopback())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedFailure("there is no free port on loopback: " + e.getMessage(), e);
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(STOP_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
