package org.earwitness.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of our services as a process, with the command and the variables of the compose file; closing kills it if it still runs. */
final class ServiceProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path output;

    private ServiceProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts the program that was built for the tests.
     *
     * @param folder where its output is kept
     */
    static ServiceProcess start(String name, List<String> arguments, Map<String, String> environment, Path folder) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Xmx768m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.earwitness.app.Main"));
        command.addAll(arguments);
        Path output = folder.resolve(name + ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("EARWITNESS_"));
        builder.environment().putAll(environment);
        try {
            return new ServiceProcess(name, builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written so far. */
    String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + output, e);
        }
    }

    /** Asks it to end, as {@code docker compose stop} does. */
    void terminate() {
        process.destroy();
    }

    /** How it ended. */
    int await(Duration longest) {
        try {
            if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(name + " has not ended within " + longest + "; it said:\n" + said());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return name + ", which said:\n" + said();
    }
}
