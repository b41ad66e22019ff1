package org.earwitness.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.earwitness.app.command.CommandFailed;

/** A process of the product that runs for itself and can be hurt. One thread starts, hurts and ends it. */
final class ChildProcess {
    private static final Duration KILL = Duration.ofSeconds(20);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * What is started.
     *
     * @param arguments of {@link ChaosPart}
     * @param log where its outputs go, behind what is there
     * @param home folder of the project
     */
    record Launch(List<String> arguments, Path log, Path home) {
        Launch {
            arguments = List.copyOf(arguments);
        }
    }

    static ChildProcess start(Launch launch) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                // Short lives on few cores: the optimizing compiler would never earn back what it takes.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                ChaosPart.class.getName()));
        command.addAll(launch.arguments());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("EARWITNESS_"));
        builder.environment()
                .put("EARWITNESS_HOME", launch.home().toAbsolutePath().toString());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + launch.arguments(), e);
        }
    }

    long id() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        await(KILL);
    }

    /** SIGTERM, and {@code kill -9} where that is not enough in time. */
    void terminate(Duration longest) {
        process.destroy();
        if (!await(longest)) {
            kill();
        }
    }

    /** SIGSTOP: it stands still, as a machine that swaps or a virtual one that is moved. */
    void stop() {
        signal("STOP");
    }

    /** SIGCONT. */
    void goOn() {
        signal("CONT");
    }

    /** Largest size of the files it may write from now on, bytes; empty means no limit. */
    void limitFileBytes(Optional<Long> bytes) {
        run(
                "prlimit",
                "--pid",
                Long.toString(id()),
                "--fsize=" + bytes.map(size -> Long.toString(size)).orElse("unlimited") + ":");
    }

    private void signal(String name) {
        run("kill", "-" + name, Long.toString(id()));
    }

    /** A process that has died meanwhile is hurt enough. */
    private void run(String... command) {
        try {
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0 && isAlive()) {
                throw CommandFailed.failed(String.join(" ", command) + " ended with " + code
                        + ". The faults need kill and prlimit (procps, util-linux), and the right to use them.");
            }
        } catch (IOException e) {
            throw CommandFailed.failed(
                    command[0] + " cannot be started: " + e.getMessage()
                            + ". It is part of procps or util-linux; or leave the fault out with --faults.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command[0], e);
        }
    }

    private boolean await(Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }
}
