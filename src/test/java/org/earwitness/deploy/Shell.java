package org.earwitness.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command line in the checkout, a minute at most. */
final class Shell {
    private static final long LONGEST_SECONDS = 60;

    private Shell() {}

    /**
     * How a command ended.
     *
     * @param exitCode its exit code; 127 where there is no such program
     * @param output standard output and error
     */
    record Outcome(int exitCode, String output) {}

    static Outcome run(String line) {
        return run(List.of("bash", "-c", line), Map.of());
    }

    static Outcome run(List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("shell", ".txt");
            try {
                return new Outcome(exitCode(command, environment, output), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    private static int exitCode(List<String> command, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Checkout.path(".").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new AssertionError(command + " did not end within " + LONGEST_SECONDS + " s");
    }
}
