package org.earwitness.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands to their end, one at a time, and says what each took.
 *
 * <p>CPU seconds come from the kernel's own account of children that were waited for, which is exact to a tick (10 ms). A
 * grandchild that its parent did not wait for is missing there; it was seen while it lived, so the larger of both counts.
 */
public final class MeasuredCommand {
    private static final long LOOK_MILLIS = 100;
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Path logs;
    private final Duration limit;

    /**
     * @param logs folder for what commands write
     * @param limit longest a command may take
     */
    public MeasuredCommand(Path logs, Duration limit) {
        this.logs = logs;
        this.limit = limit;
    }

    /**
     * Runs a command to its end.
     *
     * @param name what its files in the log folder are called
     * @throws CommandFailed when it does not end in time, or ends with anything but 0
     */
    public Measured run(String name, List<String> command) {
        Path output = logs.resolve(name + ".out");
        Path errors = logs.resolve(name + ".err");
        double waitedBefore = ProcessStat.self().waitedSeconds();
        long start = System.nanoTime();
        Process process = start(command, output, errors);
        ProcessTree tree = new ProcessTree(process.toHandle());
        try {
            awaitEnd(process, tree, command, start + limit.toNanos());
        } finally {
            end(process);
        }
        double wallSeconds = (System.nanoTime() - start) / 1e9;
        double waited = ProcessStat.self().waitedSeconds() - waitedBefore;
        if (process.exitValue() != 0) {
            throw new CommandFailed(command, "ended with " + process.exitValue() + ": " + lastLines(errors));
        }
        return new Measured(
                process.exitValue(),
                wallSeconds,
                Math.max(waited, tree.cpuSeconds()),
                tree.cpuSecondsOfParts().getOrDefault(ProcessTree.Part.REGISTRY, 0.0),
                tree.memory(ProcessTree.Part.PROGRAM).peakBytes(),
                output);
    }

    /** Starts a command whose output goes into files. */
    public static Process start(List<String> command, Path output, Path errors) {
        try {
            Files.createDirectories(output.toAbsolutePath().getParent());
            return new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
        } catch (IOException e) {
            throw new CommandFailed(command, "could not be started: " + e.getMessage());
        }
    }

    private void awaitEnd(Process process, ProcessTree tree, List<String> command, long deadlineNanos) {
        try {
            do {
                tree.look();
                if (System.nanoTime() > deadlineNanos) {
                    throw new CommandFailed(command, "did not end within " + limit.toSeconds() + " s");
                }
            } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(command, "was interrupted");
        }
    }

    /** Ends a process and everything below it: asked first, forced after a while. Harmless when it has ended. */
    public static void end(Process process) {
        List<ProcessHandle> below;
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            below = descendants.toList();
        }
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(GRACE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private static String lastLines(Path errors) {
        try (Stream<String> lines = Files.lines(errors)) {
            List<String> all = lines.toList();
            return String.join(" | ", all.subList(Math.max(0, all.size() - 5), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + errors, e);
        }
    }
}
