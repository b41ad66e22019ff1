package org.earwitness.ingest.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/** A media server of another program, on loopback, for as long as a test takes. Tests are skipped where it is not installed. */
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 20;
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "servers");

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * GStreamer's RTSP server.
     *
     * @param with {@code user:password} to ask for, or a file of H.264 and A-law in Matroska to serve as well; or nothing
     */
    static ServerProcess rtsp(String... with) {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/python3", SCRIPTS.resolve("rtsp_server.py").toString()));
        command.addAll(Arrays.asList(with));
        Process process = start(command);
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(process));
        try {
            return new ServerProcess(process, Integer.parseInt(line.get(START_SECONDS, TimeUnit.SECONDS)));
        } catch (NumberFormatException | TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            return Assumptions.abort("no GStreamer RTSP server: install python3-gi, gir1.2-gst-rtsp-server-1.0 and"
                    + " gstreamer1.0-plugins-good, -bad and -ugly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    /** The ffmpeg command line, sending or listening; it is stopped when this is closed. */
    static ServerProcess ffmpeg(int port, String arguments) {
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-nostdin"));
        command.addAll(Arrays.asList(arguments.strip().split("\\s+")));
        return new ServerProcess(start(command), port);
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Assumptions.abort("the command " + command.get(0) + " is not installed: " + e.getMessage());
        }
    }

    private static String firstLine(Process process) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
