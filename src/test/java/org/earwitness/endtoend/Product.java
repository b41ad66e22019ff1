package org.earwitness.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Starts the product as a process of its own, as a user would, with what was built for the tests on its class path. */
final class Product {
    private final Path folder;
    private int started;

    /** Keeps the output of its processes in this folder. */
    Product(Path folder) {
        this.folder = folder;
    }

    /** The top folder of the checkout. */
    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("earwitness.root"), "run through Maven"));
    }

    /**
     * How a process ended.
     *
     * @param exitCode what it ended with
     * @param output its standard output
     * @param errors its standard error
     */
    record Finished(int exitCode, String output, String errors) {
        List<String> lines() {
            return output.lines().toList();
        }
    }

    /** Runs a command to its end. */
    Finished run(Duration limit, Object... arguments) {
        try (Running running = start(arguments)) {
            return running.await(limit);
        }
    }

    /** Starts a command and leaves it running. */
    Running start(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-XX:TieredStopAtLevel=1",
                "-Xmx768m",
                // The product's own, not the one of the tests on this class path.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "org.earwitness.app.Main"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        started++;
        Path output = folder.resolve("process-" + started + ".out");
        Path errors = folder.resolve("process-" + started + ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("EARWITNESS_"));
            builder.environment().put("EARWITNESS_HOME", root().toString());
            return new Running(builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** A process that runs; closing kills it if it still does. */
    static final class Running implements AutoCloseable {
        private final Process process;
        private final Path output;
        private final Path errors;

        private Running(Process process, Path output, Path errors) {
            this.process = process;
            this.output = output;
            this.errors = errors;
        }

        Finished await(Duration limit) {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("still running after " + limit + "; it said:\n" + said());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for the product", e);
            }
            return new Finished(process.exitValue(), read(output), read(errors));
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** What it has written to both outputs so far. */
        String said() {
            return read(output) + read(errors);
        }

        /** Ends it at once, as kill -9 does. */
        void kill() {
            process.destroyForcibly();
            await(Duration.ofSeconds(30));
        }

        /** Sends it a signal of Unix by name, without SIG. */
        void signal(String name) {
            try {
                int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                if (code != 0) {
                    throw new AssertionError("kill -" + name + " ended with " + code);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no signal can be sent", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while sending SIG" + name, e);
            }
        }

        /** Asks it to end, as Ctrl-C or a container's stop does. */
        Finished terminate(Duration limit) {
            process.destroy();
            return await(limit);
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
    }
}
